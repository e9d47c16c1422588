/* Many calls: from eight threads at once, and so many that what is not given back would be seen. */
#define _POSIX_C_SOURCE 200809L
#include "abi.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { THREADS = 8, FILES = 5, ROUNDS = 40 };

static struct {
    char path[4096];
    unsigned char *data;
    uint64_t length;
    uint64_t bytes;
    uint64_t sum;
} files[FILES];

static const char *const names[FILES] = {
    "png/photos/landscape-rgb.png", "jpeg/photos/landscape-420.jpg", "jpeg/photos/landscape-progressive.jpg", "bmp/photos/landscape-24bit.bmp",
    "png/photos/landscape-palette.png",
};

static rawdec_handle shared;
static int closing;
static pthread_mutex_t closing_lock = PTHREAD_MUTEX_INITIALIZER;

/* Whether the shared reader may be closed already; with set, says so. */
static int may_be_closed(int set)
{
    pthread_mutex_lock(&closing_lock);
    closing |= set;
    int now = closing;
    pthread_mutex_unlock(&closing_lock);
    return now;
}

static void decode_one(int i, int32_t threads, unsigned char *pixels)
{
    rawdec_options options = RAWDEC_OPTIONS_INIT;
    options.threads = threads;
    memset(pixels, 0, (size_t)files[i].bytes);
    if (threads % 2)
        STATUS(RAWDEC_OK, rawdec_decode(NULL, files[i].data, files[i].length, &options, pixels, files[i].bytes, 0, NULL, NULL, NULL));
    else
        STATUS(RAWDEC_OK, rawdec_decode(files[i].path, NULL, 0, &options, pixels, files[i].bytes, 0, NULL, NULL, NULL));
    CHECK(sum_of(pixels, files[i].bytes) == files[i].sum);
}

static void *work(void *number)
{
    int thread = (int)(intptr_t)number;
    unsigned char *pixels = get_memory((size_t)(1 << 24));
    for (int round = 0; round < ROUNDS; round++) {
        int i = (thread + round) % FILES;
        decode_one(i, 1 + round % 3, pixels);

        /* A file cut short, on this thread's own issue. */
        rawdec_issue own = RAWDEC_ISSUE_INIT;
        rawdec_status status = rawdec_decode(NULL, files[i].data, files[i].length / 2, NULL, pixels, files[i].bytes, 0, NULL, NULL, &own);
        CHECK(status == RAWDEC_REFUSED && own.kind == RAWDEC_KIND_TRUNCATED);

        /* One reader for all threads: whole rectangles, or a closed handle once one of them has closed it. */
        unsigned char part[16 * 16 * 3];
        status = rawdec_read_region(shared, 8 * thread, round, 16, 16, part, sizeof part, 0, NULL);
        CHECK(status == RAWDEC_OK || (status == RAWDEC_BAD_HANDLE && may_be_closed(0)));
        if (thread == 3 && round == ROUNDS / 2) {
            may_be_closed(1);
            STATUS(RAWDEC_OK, rawdec_close(shared));
        }
    }

    free(pixels);
    return NULL;
}

static void prepare(const char *folder)
{
    for (int i = 0; i < FILES; i++) {
        rawdec_layout layout = RAWDEC_LAYOUT_INIT;
        snprintf(files[i].path, sizeof files[i].path, "%s/%s", folder, names[i]);
        files[i].data = read_file(files[i].path, &files[i].length);
        STATUS(RAWDEC_TOO_SMALL, rawdec_decode(files[i].path, NULL, 0, NULL, NULL, 0, 0, &layout, NULL, &issue));
        unsigned char *pixels = get_memory((size_t)layout.byte_count);
        STATUS(RAWDEC_OK, rawdec_decode(files[i].path, NULL, 0, NULL, pixels, layout.byte_count, 0, NULL, NULL, &issue));
        files[i].bytes = layout.byte_count;
        files[i].sum = sum_of(pixels, layout.byte_count);
        free(pixels);
    }
}

void use_threads(const char *folder)
{
    pthread_t threads[THREADS];
    prepare(folder);
    STATUS(RAWDEC_OK, rawdec_open_regions(files[0].path, NULL, 0, NULL, NULL, &shared, &issue));
    for (int i = 0; i < THREADS; i++)
        CHECK(pthread_create(&threads[i], NULL, work, (void *)(intptr_t)i) == 0);
    for (int i = 0; i < THREADS; i++)
        CHECK(pthread_join(threads[i], NULL) == 0);
    STATUS(RAWDEC_BAD_HANDLE, rawdec_close(shared));
    for (int i = 0; i < FILES; i++)
        free(files[i].data);
}

/* Resident memory in KiB; -1 where the system does not tell. */
static long resident(void)
{
    FILE *file = fopen("/proc/self/statm", "r");
    long size, pages = -1;
    if (file == NULL)
        return -1;
    if (fscanf(file, "%ld %ld", &size, &pages) != 2)
        pages = -1;
    fclose(file);
    return pages < 0 ? -1 : pages * (sysconf(_SC_PAGESIZE) / 1024);
}

/* Small files in every way in turn: decoded, opened and closed unread, identified, refused. */
void decode_often(const char *folder, long times)
{
    enum { SMALL = 3 };
    static const char *const small_names[SMALL] = { "png/matrix/grey-alpha16-adam7-none.png", "jpeg/sizes/10x10-2x1-sof0.jpg", "png/broken/ihdr-colour-1.png" };
    unsigned char *data[SMALL], pixels[4096];
    uint64_t lengths[SMALL], json_length;
    char path[4096], json[8192];
    long warm = -1, most = -1;
    for (int i = 0; i < SMALL; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, small_names[i]);
        data[i] = read_file(path, &lengths[i]);
    }

    for (long n = 0; n < times; n++) {
        int i = (int)(n % 2);
        rawdec_handle handle;
        STATUS(RAWDEC_OK, rawdec_decode(NULL, data[i], lengths[i], NULL, pixels, sizeof pixels, 0, NULL, NULL, &issue));
        if (n % 4 == 0) {
            STATUS(RAWDEC_REFUSED, rawdec_decode(NULL, data[2], lengths[2], NULL, pixels, sizeof pixels, 0, NULL, NULL, &issue));
            STATUS(RAWDEC_OK, rawdec_open_rows(NULL, data[i], lengths[i], NULL, NULL, &handle, &issue));
            STATUS(RAWDEC_OK, rawdec_close(handle));
            STATUS(RAWDEC_OK, rawdec_identify(NULL, data[i], lengths[i], NULL, &handle, &issue));
            STATUS(RAWDEC_OK, rawdec_get_block(handle, RAWDEC_BLOCK_JSON, json, sizeof json, &json_length, &issue));
            STATUS(RAWDEC_OK, rawdec_close(handle));
        }

        /* After a tenth all that is kept has been made. */
        if (n >= times / 10 && n % (times / 100 + 1) == 0) {
            long now = resident();
            if (warm < 0)
                warm = now;
            if (now > most)
                most = now;
        }
    }

    printf("%ld decodes: %ld KiB resident after a tenth of them, %ld at most since\n", times, warm, most);

    /* 12 bytes kept of each of 10^5 decodes would be seen. */
    CHECK(warm < 0 || most - warm < 1024);
    for (int i = 0; i < SMALL; i++)
        free(data[i]);
}
