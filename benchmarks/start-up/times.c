/* Times whole processes, each command in turn, so that what disturbs the machine disturbs all alike:
 *   times RUNS COMMAND [WORD...] [-- COMMAND [WORD...]]...
 * prints a line for each: median, first quartile and least, in milliseconds. Standard output of the commands is dropped. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>

enum { MOST_COMMANDS = 16, WARM_UP = 3 };

extern char **environ;

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1e3 + t.tv_nsec / 1e6;
}

int main(int argc, char **argv)
{
    int runs = argc > 2 ? atoi(argv[1]) : 0, count = 0;
    char **commands[MOST_COMMANDS];
    if (runs < 1)
        return 2;
    commands[count++] = argv + 2;
    for (int i = 2; i < argc; i++) {
        if (strcmp(argv[i], "--") == 0 && count < MOST_COMMANDS) {
            argv[i] = NULL;
            commands[count++] = argv + i + 1;
        }
    }

    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
    double *times = malloc(sizeof(double) * runs * count);
    for (int run = -WARM_UP; run < runs; run++) {
        for (int c = 0; c < count; c++) {
            pid_t child;
            int status;
            double start = now();
            if (posix_spawn(&child, commands[c][0], &actions, NULL, commands[c], environ) != 0 || waitpid(child, &status, 0) < 0 || status != 0) {
                fprintf(stderr, "%s: cannot be run\n", commands[c][0]);
                return 1;
            }
            if (run >= 0)
                times[c * runs + run] = now() - start;
        }
    }

    for (int c = 0; c < count; c++) {
        double *t = times + c * runs;
        qsort(t, runs, sizeof(double), compare);
        printf("%6.1f ms median %6.1f quarter %6.1f least  %s%s%s\n", t[runs / 2], t[runs / 4], t[0], commands[c][0], commands[c][1] ? " " : "", commands[c][1] ? commands[c][1] : "");
    }
    return 0;
}
