/* What a caller should not do. Each gives an error code; none ends the process. */
#include "abi.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static unsigned char *photo;
static uint64_t photo_length;
static unsigned char pixels[64];

/* Every structure with every wrong size. */
static void wrong_sizes(void)
{
    static const uint32_t sizes[] = { 0, 1, 4, 7, 5000, UINT32_MAX };
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        rawdec_options options = { .size = sizes[i] };
        rawdec_layout layout = { .size = sizes[i] };
        rawdec_account account = { .size = sizes[i] };
        rawdec_issue wrong = { .size = sizes[i] };
        rawdec_format_info format = { .size = sizes[i] };
        rawdec_animation animation = { .size = sizes[i] };
        rawdec_frame frame = { .size = sizes[i] };
        rawdec_component component = { .size = sizes[i] };
        rawdec_handle handle = 77;
        STATUS(RAWDEC_BAD_ARGUMENT, rawdec_decode(NULL, photo, photo_length, &options, NULL, 0, 0, NULL, NULL, &issue));
        STATUS(RAWDEC_BAD_ARGUMENT, rawdec_decode(NULL, photo, photo_length, NULL, NULL, 0, 0, &layout, NULL, &issue));
        STATUS(RAWDEC_BAD_ARGUMENT, rawdec_decode(NULL, photo, photo_length, NULL, NULL, 0, 0, NULL, &account, &issue));
        STATUS(RAWDEC_BAD_ARGUMENT, rawdec_decode(NULL, photo, photo_length, NULL, NULL, 0, 0, NULL, NULL, &wrong));
        STATUS(RAWDEC_BAD_ARGUMENT, rawdec_open_picture(NULL, photo, photo_length, NULL, &layout, &handle, &issue));
        STATUS(RAWDEC_BAD_ARGUMENT, rawdec_open_rows(NULL, photo, photo_length, NULL, &layout, &handle, &issue));
        STATUS(RAWDEC_BAD_ARGUMENT, rawdec_open_regions(NULL, photo, photo_length, &options, NULL, &handle, &issue));
        STATUS(RAWDEC_BAD_ARGUMENT, rawdec_open_frames(NULL, photo, photo_length, NULL, NULL, &animation, &handle, &issue));
        STATUS(RAWDEC_BAD_ARGUMENT, rawdec_identify(NULL, photo, photo_length, &options, &handle, &wrong));
        STATUS(RAWDEC_BAD_ARGUMENT, rawdec_format(0, &format));
        STATUS(RAWDEC_BAD_ARGUMENT, rawdec_next_frame(1, &frame, &issue));
        STATUS(RAWDEC_BAD_ARGUMENT, rawdec_get_component(1, 0, &component, &issue));
        STATUS(RAWDEC_BAD_ARGUMENT, rawdec_get_layout(1, &layout));
        STATUS(RAWDEC_BAD_ARGUMENT, rawdec_get_account(1, &account));
        STATUS(RAWDEC_BAD_ARGUMENT, rawdec_get_warning(1, 0, &wrong));
        STATUS(RAWDEC_BAD_ARGUMENT, rawdec_get_damage(1, 0, NULL, NULL, &wrong));
        CHECK(handle == 77);
    }
}

/* NULL wherever a pointer is needed. */
static void nulls(void)
{
    rawdec_handle handle;
    int32_t count;
    uint64_t length;
    STATUS(RAWDEC_BAD_ARGUMENT, rawdec_decode(NULL, NULL, 0, NULL, pixels, sizeof pixels, 0, NULL, NULL, &issue));
    STATUS(RAWDEC_BAD_ARGUMENT, rawdec_decode(NULL, NULL, 100, NULL, pixels, sizeof pixels, 0, NULL, NULL, NULL));
    STATUS(RAWDEC_BAD_ARGUMENT, rawdec_decode("both", photo, photo_length, NULL, pixels, sizeof pixels, 0, NULL, NULL, &issue));
    STATUS(RAWDEC_BAD_ARGUMENT, rawdec_decode(NULL, photo, photo_length, NULL, NULL, UINT64_MAX, 0, NULL, NULL, &issue));
    STATUS(RAWDEC_BAD_ARGUMENT, rawdec_open_picture(NULL, photo, photo_length, NULL, NULL, NULL, &issue));
    STATUS(RAWDEC_BAD_ARGUMENT, rawdec_open_rows(NULL, photo, photo_length, NULL, NULL, NULL, &issue));
    STATUS(RAWDEC_BAD_ARGUMENT, rawdec_open_regions(NULL, photo, photo_length, NULL, NULL, NULL, &issue));
    STATUS(RAWDEC_BAD_ARGUMENT, rawdec_open_frames(NULL, photo, photo_length, NULL, NULL, NULL, NULL, &issue));
    STATUS(RAWDEC_BAD_ARGUMENT, rawdec_open_planes(NULL, photo, photo_length, NULL, NULL, &handle, &issue));
    STATUS(RAWDEC_BAD_ARGUMENT, rawdec_open_planes(NULL, photo, photo_length, NULL, &count, NULL, &issue));
    STATUS(RAWDEC_BAD_ARGUMENT, rawdec_open_coefficients(NULL, photo, photo_length, NULL, &count, NULL, &issue));
    STATUS(RAWDEC_BAD_ARGUMENT, rawdec_identify(NULL, photo, photo_length, NULL, NULL, &issue));
    STATUS(RAWDEC_BAD_ARGUMENT, rawdec_load_index(NULL, NULL, 0, &handle, &issue));
    STATUS(RAWDEC_BAD_ARGUMENT, rawdec_load_index(NULL, photo, photo_length, NULL, &issue));
    STATUS(RAWDEC_BAD_ARGUMENT, rawdec_format(0, NULL));
    STATUS(RAWDEC_BAD_ARGUMENT, rawdec_get_layout(1, NULL));
    STATUS(RAWDEC_BAD_ARGUMENT, rawdec_get_account(1, NULL));
    STATUS(RAWDEC_BAD_ARGUMENT, rawdec_get_warning(1, 0, NULL));
    STATUS(RAWDEC_BAD_ARGUMENT, rawdec_next_frame(1, NULL, &issue));
    STATUS(RAWDEC_BAD_ARGUMENT, rawdec_save_index(1, NULL, &issue));
    STATUS(RAWDEC_BAD_ARGUMENT, rawdec_get_block(1, RAWDEC_BLOCK_JSON, pixels, sizeof pixels, NULL, &issue));

    STATUS(RAWDEC_OK, rawdec_identify(NULL, photo, photo_length, NULL, &handle, &issue));
    STATUS(RAWDEC_BAD_ARGUMENT, rawdec_get_block(handle, 99, pixels, sizeof pixels, &length, &issue));
    STATUS(RAWDEC_BAD_ARGUMENT, rawdec_get_block(handle, RAWDEC_BLOCK_JSON, NULL, 9, &length, &issue));
    STATUS(RAWDEC_OK, rawdec_close(handle));
}

static void wrong_words(void)
{
    rawdec_options options = RAWDEC_OPTIONS_INIT;
    const char **words[] = {
        &options.format, &options.like, &options.strictness, &options.inflater, &options.reconstruction, &options.color_transform,
        &options.samples, &options.scale,
    };
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        *words[i] = "nonsense";
        STATUS(RAWDEC_BAD_ARGUMENT, rawdec_decode(NULL, photo, photo_length, &options, NULL, 0, 0, NULL, NULL, &issue));
        CHECK(strstr(issue.message, "nonsense") != NULL && issue.kind == -1 && issue.rule[0] == 0);
        *words[i] = "\xff\xfe";
        STATUS(RAWDEC_BAD_ARGUMENT, rawdec_decode(NULL, photo, photo_length, &options, NULL, 0, 0, NULL, NULL, &issue));
        *words[i] = "";
        STATUS(RAWDEC_BAD_ARGUMENT, rawdec_decode(NULL, photo, photo_length, &options, NULL, 0, 0, NULL, NULL, &issue));
        *words[i] = NULL;
    }

    int32_t *numbers[] = { &options.threads, &options.max_width, &options.max_height, &options.max_scans, &options.target_width };
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        *numbers[i] = -1;
        STATUS(RAWDEC_BAD_ARGUMENT, rawdec_decode(NULL, photo, photo_length, &options, NULL, 0, 0, NULL, NULL, &issue));
        *numbers[i] = 0;
    }

    options.max_index_bytes = INT64_MAX;
    STATUS(RAWDEC_BAD_ARGUMENT, rawdec_decode(NULL, photo, photo_length, &options, NULL, 0, 0, NULL, NULL, &issue));
    options.max_index_bytes = 0;
    options.flags = 1u << 31;
    STATUS(RAWDEC_BAD_ARGUMENT, rawdec_decode(NULL, photo, photo_length, &options, NULL, 0, 0, NULL, NULL, &issue));
    options.flags = 0;
    options.like = "pillow";
    options.scale = "1/2";
    STATUS(RAWDEC_BAD_ARGUMENT, rawdec_decode(NULL, photo, photo_length, &options, NULL, 0, 0, NULL, NULL, &issue));
}

/* Every function that takes a handle, with one that it cannot take. */
static void wrong_handle(rawdec_handle handle, int is_info)
{
    rawdec_layout layout = RAWDEC_LAYOUT_INIT;
    rawdec_account account = RAWDEC_ACCOUNT_INIT;
    rawdec_frame frame = RAWDEC_FRAME_INIT;
    rawdec_component component = RAWDEC_COMPONENT_INIT;
    rawdec_options options = RAWDEC_OPTIONS_INIT;
    rawdec_handle other;
    int32_t count;
    uint64_t length;
    int16_t values[64];
    STATUS(RAWDEC_BAD_HANDLE, rawdec_read(handle, pixels, sizeof pixels, 0, NULL, &issue));
    STATUS(RAWDEC_BAD_HANDLE, rawdec_read_rows(handle, pixels, sizeof pixels, 0, 1, &count, &issue));
    STATUS(RAWDEC_BAD_HANDLE, rawdec_seek_row(handle, 0, &issue));
    STATUS(RAWDEC_BAD_HANDLE, rawdec_finish(handle, NULL, &issue));
    STATUS(RAWDEC_BAD_HANDLE, rawdec_read_region(handle, 0, 0, 1, 1, pixels, sizeof pixels, 0, &issue));
    STATUS(RAWDEC_BAD_HANDLE, rawdec_build_index(handle, &other, &issue));
    STATUS(RAWDEC_BAD_HANDLE, rawdec_save_index(handle, "abi-nothing.rdx", &issue));
    STATUS(RAWDEC_BAD_HANDLE, rawdec_next_frame(handle, &frame, &issue));
    STATUS(RAWDEC_BAD_HANDLE, rawdec_read_frame(handle, pixels, sizeof pixels, 0, NULL, &issue));
    STATUS(RAWDEC_BAD_HANDLE, rawdec_rewind(handle, &issue));
    STATUS(RAWDEC_BAD_HANDLE, rawdec_plane_layout(handle, 0, &layout, &issue));
    STATUS(RAWDEC_BAD_HANDLE, rawdec_copy_plane(handle, 0, pixels, sizeof pixels, 0, &issue));
    STATUS(RAWDEC_BAD_HANDLE, rawdec_get_component(handle, 0, &component, &issue));
    STATUS(RAWDEC_BAD_HANDLE, rawdec_copy_coefficients(handle, 0, values, 64, &issue));
    STATUS(RAWDEC_BAD_HANDLE, rawdec_get_block(handle, RAWDEC_BLOCK_INDEX, NULL, 0, &length, &issue));
    STATUS(RAWDEC_BAD_HANDLE, rawdec_get_layout(handle, &layout));
    if (handle != 0) {
        options.index = handle;
        STATUS(RAWDEC_BAD_HANDLE, rawdec_open_rows(NULL, photo, photo_length, &options, NULL, &other, &issue));
    }

    if (is_info) {
        STATUS(RAWDEC_WRONG_STATE, rawdec_get_account(handle, &account));
        STATUS(RAWDEC_END, rawdec_get_damage(handle, 0, NULL, NULL, NULL));
        STATUS(RAWDEC_END, rawdec_get_warning(handle, 0, &issue));
        return;
    }

    STATUS(RAWDEC_BAD_HANDLE, rawdec_get_block(handle, RAWDEC_BLOCK_JSON, NULL, 0, &length, &issue));
    STATUS(RAWDEC_BAD_HANDLE, rawdec_get_account(handle, &account));
    STATUS(RAWDEC_BAD_HANDLE, rawdec_get_warning(handle, 0, &issue));
    STATUS(RAWDEC_BAD_HANDLE, rawdec_get_damage(handle, 0, NULL, NULL, NULL));
    STATUS(RAWDEC_BAD_HANDLE, rawdec_close(handle));
}

static void handles(void)
{
    rawdec_handle info, picture, rows, regions;
    int32_t received;
    STATUS(RAWDEC_OK, rawdec_identify(NULL, photo, photo_length, NULL, &info, &issue));
    wrong_handle(info, 1);
    STATUS(RAWDEC_OK, rawdec_close(info));
    wrong_handle(info, 0);
    wrong_handle(0, 0);
    wrong_handle(UINT64_MAX, 0);
    wrong_handle((rawdec_handle)(uintptr_t)pixels, 0);

    STATUS(RAWDEC_OK, rawdec_open_picture(NULL, photo, photo_length, NULL, NULL, &picture, &issue));
    CHECK(picture != info);
    STATUS(RAWDEC_TOO_SMALL, rawdec_read(picture, pixels, sizeof pixels, 0, NULL, &issue));
    STATUS(RAWDEC_TOO_SMALL, rawdec_read(picture, pixels, UINT64_MAX, 1, NULL, &issue));
    STATUS(RAWDEC_TOO_SMALL, rawdec_read(picture, pixels, UINT64_MAX, -5, NULL, &issue));
    STATUS(RAWDEC_TOO_SMALL, rawdec_read(picture, pixels, UINT64_MAX, INT64_MAX, NULL, &issue));
    STATUS(RAWDEC_BAD_ARGUMENT, rawdec_read(picture, pixels, UINT64_MAX, INT64_MAX / 65536, NULL, &issue));
    STATUS(RAWDEC_BAD_ARGUMENT, rawdec_read(picture, NULL, UINT64_MAX, 0, NULL, &issue));
    STATUS(RAWDEC_OK, rawdec_close(picture));

    STATUS(RAWDEC_OK, rawdec_open_rows(NULL, photo, photo_length, NULL, NULL, &rows, &issue));
    STATUS(RAWDEC_BAD_ARGUMENT, rawdec_read_rows(rows, pixels, sizeof pixels, 0, -1, &received, &issue));
    STATUS(RAWDEC_BAD_ARGUMENT, rawdec_read_rows(rows, pixels, sizeof pixels, 0, 1, NULL, &issue));
    STATUS(RAWDEC_TOO_SMALL, rawdec_read_rows(rows, pixels, sizeof pixels, 0, INT32_MAX, &received, &issue));
    STATUS(RAWDEC_BAD_ARGUMENT, rawdec_seek_row(rows, -1, &issue));
    STATUS(RAWDEC_OK, rawdec_close(rows));

    STATUS(RAWDEC_OK, rawdec_open_regions(NULL, photo, photo_length, NULL, NULL, &regions, &issue));
    static const int32_t rectangles[][4] = {
        { -1, 0, 1, 1 }, { 0, -1, 1, 1 }, { 0, 0, 0, 1 }, { 0, 0, 1, -1 }, { 0, 0, INT32_MAX, 1 }, { INT32_MAX, 0, 1, 1 },
        { 1, 1, INT32_MAX, INT32_MAX }, { INT32_MIN, INT32_MIN, INT32_MIN, INT32_MIN },
    };
    for (size_t i = 0; i < sizeof rectangles / sizeof rectangles[0]; i++) {
        const int32_t *r = rectangles[i];
        STATUS(RAWDEC_BAD_ARGUMENT, rawdec_read_region(regions, r[0], r[1], r[2], r[3], pixels, sizeof pixels, 0, &issue));
    }

    STATUS(RAWDEC_TOO_SMALL, rawdec_read_region(regions, 0, 0, 10, 10, pixels, sizeof pixels, 0, &issue));
    STATUS(RAWDEC_OK, rawdec_read_region(regions, 0, 0, 4, 4, pixels, sizeof pixels, 0, &issue));
    STATUS(RAWDEC_OK, rawdec_close(regions));
    STATUS(RAWDEC_BAD_HANDLE, rawdec_close(regions));
}

static void files(const char *folder)
{
    rawdec_handle handle = 0;
    STATUS(RAWDEC_NOT_FOUND, rawdec_decode("no such file", NULL, 0, NULL, NULL, 0, 0, NULL, NULL, &issue));
    CHECK(issue.status == RAWDEC_NOT_FOUND && issue.kind == -1 && strstr(issue.message, "no such file") != NULL);
    STATUS(RAWDEC_NOT_FOUND, rawdec_open_rows("no such folder/no such file", NULL, 0, NULL, NULL, &handle, &issue));
    STATUS(RAWDEC_NOT_FOUND, rawdec_open_rows("", NULL, 0, NULL, NULL, &handle, &issue));
    STATUS(RAWDEC_NO_ACCESS, rawdec_identify(folder, NULL, 0, NULL, &handle, &issue));
    STATUS(RAWDEC_BAD_ARGUMENT, rawdec_identify("\xff\xfe.png", NULL, 0, NULL, &handle, &issue));
    STATUS(RAWDEC_NOT_FOUND, rawdec_load_index("no such index", NULL, 0, &handle, &issue));
    STATUS(RAWDEC_REFUSED, rawdec_load_index(NULL, photo, photo_length, &handle, &issue));
    CHECK(strcmp(issue.rule, "index-signature") == 0);
    STATUS(RAWDEC_BAD_ARGUMENT, rawdec_decode(NULL, photo, UINT64_MAX, NULL, NULL, 0, 0, NULL, NULL, &issue));
    STATUS(RAWDEC_REFUSED, rawdec_decode(NULL, photo, 0, NULL, NULL, 0, 0, NULL, NULL, &issue));
    STATUS(RAWDEC_REFUSED, rawdec_decode(NULL, "GIF89a, not ours", 16, NULL, NULL, 0, 0, NULL, NULL, &issue));
    CHECK(issue.kind == RAWDEC_KIND_UNKNOWN_FORMAT && issue.file_format == RAWDEC_FILE_UNKNOWN);
    CHECK(handle == 0);

    /* A message longer than its place is cut, before a character that does not fit, and ends. */
    char *path = get_memory(3001);
    for (int i = 0; i < 1500; i++)
        memcpy(path + 2 * i, "\xc3\xa4", 2);
    path[3000] = 0;
    rawdec_status status = rawdec_decode(path, NULL, 0, NULL, NULL, 0, 0, NULL, NULL, &issue);
    CHECK(status == RAWDEC_IO || status == RAWDEC_NOT_FOUND);
    size_t length = strlen(issue.message);
    CHECK(length >= sizeof issue.message - 3 && length < sizeof issue.message);
    free(path);
}

void misuse(const char *folder)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/jpeg/photos/landscape-420.jpg", folder);
    photo = read_file(path, &photo_length);
    wrong_sizes();
    nulls();
    wrong_words();
    handles();
    files(folder);
    free(photo);
}
