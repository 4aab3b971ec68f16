# Sourced by the scripts: what the architecture ARCH (a Debian name; unset: this machine's own) is called elsewhere, and
# where its build lies: out/ when it is this machine's own, out/ARCH otherwise.
case $(uname -m) in
  x86_64) native=amd64 ;;
  aarch64) native=arm64 ;;
  *) native=none ;;
esac
ARCH=${ARCH:-$native}
case $ARCH in
  amd64 | x86_64 | x64) ARCH=amd64 rid=linux-x64 machine=x86_64 ;;
  arm64 | aarch64) ARCH=arm64 rid=linux-arm64 machine=aarch64 ;;
  none) echo "there is no build for $(uname -m): amd64 and arm64 are known" >&2; exit 64 ;;
  *) echo "ARCH=$ARCH is not known: amd64 and arm64 are" >&2; exit 64 ;;
esac
gnu=$machine-linux-gnu
out=out
[[ $ARCH == "$native" ]] || out=out/$ARCH
