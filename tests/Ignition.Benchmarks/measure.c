// Runs a command a number of times and prints, for each run, wall time (ns), user and system time (us) and peak RSS (KiB).
// Small on purpose: the kernel counts the launcher's own memory into the child's peak, so a large launcher would hide small programs.
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

int main(int argc, char **argv) {
    if (argc < 3) return 64;
    for (int runs = atoi(argv[1]); runs > 0; runs--) {
        struct timespec a, b;
        struct rusage use;
        int status;
        clock_gettime(CLOCK_MONOTONIC, &a);
        pid_t child = vfork();
        if (child == 0) {
            int null = open("/dev/null", O_RDWR);
            dup2(null, 1);
            if (getenv("MEASURE_STDERR") == NULL) dup2(null, 2);
            execv(argv[2], argv + 2);
            _exit(127);
        }
        if (child < 0 || wait4(child, &status, 0, &use) < 0) return 65;
        clock_gettime(CLOCK_MONOTONIC, &b);
        printf("%d %lld %lld %lld %ld\n", WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status),
               (b.tv_sec - a.tv_sec) * 1000000000LL + (b.tv_nsec - a.tv_nsec),
               use.ru_utime.tv_sec * 1000000LL + use.ru_utime.tv_usec,
               use.ru_stime.tv_sec * 1000000LL + use.ru_stime.tv_usec, use.ru_maxrss);
        fflush(stdout);
    }
    return 0;
}
