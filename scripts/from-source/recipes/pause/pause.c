/* The container that holds a pod's namespaces: it reaps orphans and waits to be told to stop. With -v it only tells its
 * name, as upstream's does: `kubeadm upgrade apply` runs a Job of it with that argument, which must end. */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void stop(int number) { (void)number; _exit(0); }
static void reap(int number) { (void)number; while (waitpid(-1, 0, WNOHANG) > 0); }

int main(int count, char **words) {
    for (int at = 1; at < count; at++) {
        if (strcmp(words[at], "-v") == 0) return puts("pause of the lab") < 0;
    }
    signal(SIGINT, stop);
    signal(SIGTERM, stop);
    signal(SIGCHLD, reap);
    for (;;) pause();
}
