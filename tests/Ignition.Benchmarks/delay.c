// delay NAMESPACE NAMESPACE MICROSECONDS: joins two network namespaces by a wire that holds every packet that long, each way.
// Makes the TUN device wire0 in both, says "ready", and ends when its standard input does. For kernels without netem.
// Segments stay together (TSO): the wire costs little, and TCP behaves as it does over a card with 1,500 byte packets.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <poll.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

enum { Packets = 2048, Longest = 65536 + 64 };

struct wire {
    int from, to;
    unsigned head, tail;
    long long due[Packets];
    int length[Packets];
    char bytes[Packets][Longest];
};

static struct wire wires[2];

static long long now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static int end_in(const char *name) {
    char path[256];
    struct ifreq request = {.ifr_name = "wire0", .ifr_flags = IFF_TUN | IFF_NO_PI | IFF_VNET_HDR};
    snprintf(path, sizeof path, "/var/run/netns/%s", name);
    int space = open(path, O_RDONLY | O_CLOEXEC), tun;
    if (space < 0 || setns(space, CLONE_NEWNET) != 0 || (tun = open("/dev/net/tun", O_RDWR | O_NONBLOCK)) < 0 || ioctl(tun, TUNSETIFF, &request) != 0 ||
        ioctl(tun, TUNSETOFFLOAD, TUN_F_CSUM | TUN_F_TSO4 | TUN_F_TSO6) != 0) {
        perror(name);
        exit(1);
    }
    close(space);
    return tun;
}

// Takes what came; a packet that finds the wire full is lost, as on any wire.
static void take(struct wire *w, long long delay) {
    while (w->tail - w->head < Packets) {
        unsigned at = w->tail % Packets;
        int length = read(w->from, w->bytes[at], Longest);
        if (length <= 0) return;
        w->length[at] = length;
        w->due[at] = now() + delay;
        w->tail++;
    }
}

// Gives what is due; the time until the next is, in ns.
static long long give(struct wire *w) {
    for (; w->head != w->tail; w->head++) {
        unsigned at = w->head % Packets;
        long long left = w->due[at] - now();
        if (left > 0) return left;
        if (write(w->to, w->bytes[at], w->length[at]) < 0 && errno == EAGAIN) return 100000;
    }
    return 1000000000LL;
}

int main(int argc, char **argv) {
    if (argc != 4) return 64;
    long long delay = atoll(argv[3]) * 1000;
    wires[0].from = wires[1].to = end_in(argv[1]);
    wires[1].from = wires[0].to = end_in(argv[2]);
    puts("ready");
    fflush(stdout);
    struct pollfd ends[3] = {{.fd = wires[0].from, .events = POLLIN}, {.fd = wires[1].from, .events = POLLIN}, {.fd = 0, .events = POLLIN}};
    for (;;) {
        long long a = give(&wires[0]), b = give(&wires[1]), wait = a < b ? a : b;
        struct timespec limit = {wait / 1000000000, wait % 1000000000};
        ppoll(ends, 3, &limit, NULL);
        if (ends[2].revents) return 0;
        take(&wires[0], delay);
        take(&wires[1], delay);
    }
}
