/*
 * A program that uses librawdecoders as a C program does. The tests compile it with the machine's compiler and run it:
 *   abi every FOLDER         every function, on files of the corpus
 *   abi misuse FOLDER        wrong arguments, closed and made up handles
 *   abi threads FOLDER       eight threads at once
 *   abi often FOLDER TIMES   so many decodes, in memory that does not grow
 *   abi pixels FILE [LIKE]   the pixels of a file to standard output
 * FOLDER is the corpus. Prints "ok" at the end; at the first thing that is wrong it says what, and ends with 1.
 */
#include "abi.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

rawdec_issue issue = RAWDEC_ISSUE_INIT;

void check(int holds, const char *text, const char *file, int line)
{
    if (holds)
        return;
    fprintf(stderr, "%s:%d: not so: %s\n", file, line, text);
    exit(1);
}

void check_status(rawdec_status expected, rawdec_status status, const char *text, const char *file, int line)
{
    if (status == expected)
        return;
    fprintf(stderr, "%s:%d: status %d, not %d: %s\n%s\n", file, line, (int)status, (int)expected, text, issue.message);
    exit(1);
}

void *get_memory(size_t bytes)
{
    void *memory = malloc(bytes > 0 ? bytes : 1);
    CHECK(memory != NULL);
    return memory;
}

unsigned char *read_file(const char *path, uint64_t *length)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        fprintf(stderr, "cannot open %s\n", path);
        exit(1);
    }

    CHECK(fseek(file, 0, SEEK_END) == 0);
    long size = ftell(file);
    CHECK(size >= 0 && fseek(file, 0, SEEK_SET) == 0);
    unsigned char *bytes = get_memory((size_t)size);
    CHECK(fread(bytes, 1, (size_t)size, file) == (size_t)size);
    fclose(file);
    *length = (uint64_t)size;
    return bytes;
}

uint64_t sum_of(const unsigned char *bytes, uint64_t length)
{
    /* FNV-1a */
    uint64_t sum = 14695981039346656037u;
    for (uint64_t i = 0; i < length; i++)
        sum = (sum ^ bytes[i]) * 1099511628211u;
    return sum;
}

void write_pixels(const char *path, const char *like)
{
    rawdec_options options = RAWDEC_OPTIONS_INIT;
    rawdec_layout layout = RAWDEC_LAYOUT_INIT;
    rawdec_handle picture;
    options.like = like;
    STATUS(RAWDEC_OK, rawdec_open_picture(path, NULL, 0, &options, &layout, &picture, &issue));
    unsigned char *pixels = get_memory((size_t)layout.byte_count);
    STATUS(RAWDEC_OK, rawdec_read(picture, pixels, layout.byte_count, 0, NULL, &issue));
    STATUS(RAWDEC_OK, rawdec_close(picture));
    CHECK(fwrite(pixels, 1, (size_t)layout.byte_count, stdout) == (size_t)layout.byte_count);
    free(pixels);
}

int main(int count, char **words)
{
    if (count >= 3 && strcmp(words[1], "pixels") == 0) {
        write_pixels(words[2], count > 3 ? words[3] : NULL);
        return 0;
    }

    if (count == 3 && strcmp(words[1], "every") == 0)
        use_every_function(words[2]);
    else if (count == 3 && strcmp(words[1], "misuse") == 0)
        misuse(words[2]);
    else if (count == 3 && strcmp(words[1], "threads") == 0)
        use_threads(words[2]);
    else if (count == 4 && strcmp(words[1], "often") == 0)
        decode_often(words[2], atol(words[3]));
    else {
        fprintf(stderr, "usage: abi every|misuse|threads FOLDER, abi often FOLDER TIMES, abi pixels FILE [LIKE]\n");
        return 2;
    }

    printf("ok\n");
    return 0;
}
