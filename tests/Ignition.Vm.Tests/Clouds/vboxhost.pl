#!/usr/bin/perl
# vboxhost.pl DIRECTORY: plays VirtualBox below /dev/vboxguest, through CUSE, so that the agent and the kernel's ioctl path
# are the real ones. Guest properties are files in DIRECTORY, '/' in their names written as '_'; DIRECTORY/log has the calls.
# While DIRECTORY/read-only exists nothing may be deleted. In Perl because every Debian guest has it.
# include/uapi/linux/fuse.h; include/uapi/linux/vboxguest.h
my $directory = shift;
my ($OPEN, $RELEASE, $FLUSH, $INTERRUPT, $IOCTL, $INIT) = (14, 18, 25, 36, 39, 4096);
my ($ENOSYS, $OVERFLOW, $NOT_FOUND, $READ_ONLY) = (-38, -41, -78, -10);

sysopen(my $cuse, '/dev/cuse', 2) or die "/dev/cuse: $!";

sub answer { my ($unique, $error, $body) = @_; syswrite($cuse, pack('LlQ', 16 + length $body, $error, $unique) . $body); }

sub note { open(my $log, '>>', "$directory/log"); print $log "@_\n"; }

sub path { my $name = shift; $name =~ tr{/}{_}; "$directory/$name"; }

# The caller's memory, where linear parameters are.
sub peek { my ($pid, $at, $length) = @_; sysopen(my $memory, "/proc/$pid/mem", 0); sysseek($memory, $at, 0); sysread($memory, my $bytes, $length); $bytes; }

sub poke { my ($pid, $at, $bytes) = @_; sysopen(my $memory, "/proc/$pid/mem", 1); sysseek($memory, $at, 0); syswrite($memory, $bytes); }

# Takes a call's bytes, gives the reply's: 24 bytes of header with the result at 12, 16 of the call, 16 for each parameter.
sub call {
  my ($pid, $call) = @_;
  my ($client, $function) = unpack('x24LL', $call);
  my ($size, $address) = unpack('x44LQ', $call);
  my $name = unpack('Z*', peek($pid, $address, $size));
  my $result = 0;
  if ($function == 1) {
    if (open(my $property, '<', path($name))) {
      local $/;
      my $value = <$property> . "\0\0";
      my ($room, $buffer) = unpack('x60LQ', $call);
      if (length $value <= $room) { poke($pid, $buffer, $value) } else { $result = $OVERFLOW }
      substr($call, 40 + 3 * 16 + 4, 4) = pack('L', length $value);
    } else { $result = $NOT_FOUND }
    note("get $name $result");
  } elsif ($function == 4) {
    $result = -e "$directory/read-only" ? $READ_ONLY : unlink(path($name)) ? 0 : $NOT_FOUND;
    note("delete $name $result");
  } else { $result = $ENOSYS }
  substr($call, 12, 4) = pack('l', $result);
  $call;
}

while (sysread($cuse, my $request, 1 << 17)) {
  my ($opcode, $unique, $pid) = unpack('x4LQx16L', $request);
  if ($opcode == $INIT) { answer($unique, 0, pack('L8L10', 7, 31, 0, 0, 4096, 4096, 0, 0, (0) x 10) . "DEVNAME=vboxguest\0") }
  elsif ($opcode == $OPEN) { answer($unique, 0, pack('QLL', 0, 0, 0)) }
  elsif ($opcode == $RELEASE || $opcode == $FLUSH) { answer($unique, 0, '') }
  elsif ($opcode == $INTERRUPT) { next }
  elsif ($opcode == $IOCTL) {
    my ($command, $length) = unpack('x52Lx8L', $request);
    my $data = substr($request, 40 + 32, $length);
    my $number = $command & 0xff;
    if ($number == 0) { substr($data, 24, 12) = pack('L3', 0x10000, 0x10000, 0x10000) }
    elsif ($number == 4) { note('connect ' . unpack('x28Z*', $data)); substr($data, 24, 4) = pack('L', 7) }
    elsif ($number == 7) { $data = call($pid, $data) }
    answer($unique, 0, pack('lLLL', 0, 0, 0, 0) . $data);
  } else { answer($unique, $ENOSYS, '') }
}
