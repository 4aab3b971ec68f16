/* cut N COUNT PROGRAM ARGUMENT...  runs a program with all that it starts and kills every process of them, as a power cut
 *                                  does, just before the N-th system call that changes a file; N = 0 never. The number of
 *                                  such calls so far goes to the file COUNT. Ends with 137 after a cut, else as the program did.
 * cut tree DIRECTORY               prints everything below a directory: owner, mode, names, contents, links, attributes.
 *
 * Between two such calls the disk is the same: a cut at any other call is a cut at the next of these.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <unistd.h>
#include <linux/ptrace.h>

static int changes(uint64_t number, const uint64_t *arguments)
{
  switch (number) {
#ifdef SYS_open
  case SYS_open: return (arguments[1] & (O_CREAT | O_TRUNC)) != 0;
  case SYS_creat: case SYS_mkdir: case SYS_rmdir: case SYS_rename: case SYS_link: case SYS_symlink: case SYS_unlink:
  case SYS_mknod: case SYS_chmod: case SYS_chown: case SYS_lchown:
    return 1;
#endif
#ifdef SYS_renameat
  case SYS_renameat:
#endif
  case SYS_renameat2: case SYS_mkdirat: case SYS_linkat: case SYS_symlinkat: case SYS_unlinkat: case SYS_mknodat:
  case SYS_fchmod: case SYS_fchmodat: case SYS_fchown: case SYS_fchownat: case SYS_truncate: case SYS_ftruncate: case SYS_fallocate:
  case SYS_setxattr: case SYS_lsetxattr: case SYS_fsetxattr: case SYS_removexattr: case SYS_lremovexattr: case SYS_fremovexattr:
  case SYS_copy_file_range: case SYS_sendfile:
    return 1;
  case SYS_openat: return (arguments[2] & (O_CREAT | O_TRUNC)) != 0;
  case SYS_write: case SYS_pwrite64: case SYS_writev: case SYS_pwritev:
    return arguments[0] > 2;
  default: return 0;
  }
}

static pid_t known[4096];
static int count;

static int note(pid_t pid)
{
  for (int i = 0; i < count; i++) if (known[i] == pid) return 0;
  if (count < 4096) known[count++] = pid;
  return 1;
}

static int run(long at, const char *path, char **command)
{
  pid_t program = fork();
  if (program == 0) {
    ptrace(PTRACE_TRACEME, 0, 0, 0);
    raise(SIGSTOP);
    execvp(command[0], command);
    _exit(127);
  }
  int status, end = 126, isCut = 0;
  long calls = 0;
  waitpid(program, &status, 0);
  note(program);
  ptrace(PTRACE_SETOPTIONS, program, 0, PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACECLONE | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACEEXEC | PTRACE_O_EXITKILL);
  ptrace(PTRACE_SYSCALL, program, 0, 0);
  for (pid_t pid; (pid = waitpid(-1, &status, __WALL)) > 0 || errno == EINTR;) {
    if (pid < 0) continue;
    if (WIFEXITED(status) || WIFSIGNALED(status)) {
      if (pid == program) end = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
      continue;
    }
    int isNew = note(pid), signal = WSTOPSIG(status);
    if (isCut) {
      kill(pid, SIGKILL);
      ptrace(PTRACE_SYSCALL, pid, 0, 0);
      continue;
    }
    if (signal == (SIGTRAP | 0x80)) {
      struct ptrace_syscall_info call;
      signal = 0;
      if (ptrace(PTRACE_GET_SYSCALL_INFO, pid, sizeof call, &call) > 0 && call.op == PTRACE_SYSCALL_INFO_ENTRY && changes(call.entry.nr, (const uint64_t *)call.entry.args)) {
        calls++;
        if (calls == at) {
          isCut = 1;
          for (int i = 0; i < count; i++) kill(known[i], SIGKILL);
          continue;
        }
      }
    } else if (status >> 16 != 0 || signal == SIGTRAP || (isNew && signal == SIGSTOP)) {
      signal = 0;
    }
    ptrace(PTRACE_SYSCALL, pid, 0, signal);
  }
  FILE *file = fopen(path, "w");
  if (!file || fprintf(file, "%ld\n", calls) < 0 || fclose(file) != 0) return 125;
  return isCut ? 137 : end;
}

static uint64_t digest(const char *path)
{
  uint64_t hash = 0xCBF29CE484222325;
  unsigned char bytes[4096];
  int file = open(path, O_RDONLY | O_NOFOLLOW);
  for (ssize_t got; file >= 0 && (got = read(file, bytes, sizeof bytes)) > 0;)
    for (ssize_t i = 0; i < got; i++) hash = (hash ^ bytes[i]) * 0x100000001B3;
  if (file >= 0) close(file);
  return hash;
}

static void attributes(const char *path)
{
  char names[4096], value[4096];
  ssize_t length = llistxattr(path, names, sizeof names);
  for (ssize_t at = 0; at < length; at += strlen(names + at) + 1) {
    ssize_t got = lgetxattr(path, names + at, value, sizeof value);
    printf(" %s=", names + at);
    for (ssize_t i = 0; i < got; i++) printf("%02x", (unsigned char)value[i]);
  }
}

static void tree(const char *path, const char *shown)
{
  struct dirent **entries;
  int number = scandir(path, &entries, 0, alphasort);
  for (int i = 0; i < number; i++) {
    const char *name = entries[i]->d_name;
    if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0) continue;
    char full[8192], below[8192], target[4096];
    struct stat found;
    snprintf(full, sizeof full, "%s/%s", path, name);
    snprintf(below, sizeof below, "%s/%s", shown, name);
    lstat(full, &found);
    printf("%s %o %u:%u %lu", below, found.st_mode, found.st_uid, found.st_gid, S_ISDIR(found.st_mode) ? 0 : (unsigned long)found.st_nlink);
    if (S_ISREG(found.st_mode)) printf(" %016lx", strcmp(name, ".ignition-result.json") == 0 ? 0 : (unsigned long)digest(full));
    if (S_ISLNK(found.st_mode)) {
      ssize_t got = readlink(full, target, sizeof target - 1);
      target[got < 0 ? 0 : got] = 0;
      printf(" -> %s", target);
    }
    attributes(full);
    printf("\n");
    if (S_ISDIR(found.st_mode)) tree(full, below);
  }
}

int main(int argc, char **argv)
{
  if (argc == 3 && strcmp(argv[1], "tree") == 0) {
    tree(argv[2], "");
    return 0;
  }
  return argc < 4 ? 2 : run(atol(argv[1]), argv[2], argv + 3);
}
