/* From a file to its pixels: cc pixels.c -Iinclude -Llib -lrawdecoders -Wl,-rpath,lib -o pixels && ./pixels photo.jpg */
#include <stdio.h>
#include <stdlib.h>
#include "rawdecoders.h"

int main(int argc, char **argv)
{
    rawdec_layout layout = RAWDEC_LAYOUT_INIT;
    rawdec_issue issue = RAWDEC_ISSUE_INIT;
    rawdec_handle picture;
    unsigned char *pixels;

    if (argc != 2)
        return 2;
    if (rawdec_open_picture(argv[1], NULL, 0, NULL, &layout, &picture, &issue) != RAWDEC_OK) {
        fprintf(stderr, "%s: %s\n", argv[1], issue.message);
        return 1;
    }
    pixels = malloc(layout.byte_count);
    if (pixels == NULL || rawdec_read(picture, pixels, layout.byte_count, 0, NULL, &issue) != RAWDEC_OK)
        return 1;
    printf("%d x %d, first byte %d\n", (int)layout.width, (int)layout.height, pixels[0]);
    free(pixels);
    rawdec_close(picture);
    return 0;
}
