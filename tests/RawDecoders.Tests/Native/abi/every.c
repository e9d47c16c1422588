/* Every function, used as it is meant to be; what two ways give is compared. */
#include "abi.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char path_buffer[4096];

static const char *path_of(const char *folder, const char *name)
{
    int length = snprintf(path_buffer, sizeof path_buffer, "%s/%s", folder, name);
    CHECK(length > 0 && (size_t)length < sizeof path_buffer);
    return path_buffer;
}

static void library(void)
{
    CHECK(strlen(rawdec_version()) >= 5 && strchr(rawdec_version(), '.') != NULL);
    int formats = 0, rgb24 = 0;
    for (;; formats++) {
        rawdec_format_info info = RAWDEC_FORMAT_INFO_INIT;
        rawdec_status status = rawdec_format(formats, &info);
        if (status == RAWDEC_END)
            break;
        STATUS(RAWDEC_OK, status);
        CHECK(info.pixel_bytes == info.channels * info.sample_bytes && strlen(info.name) > 3);
        rgb24 += strcmp(info.name, "rgb24") == 0 && info.channels == 3 && info.sample_bytes == 1 && info.has_alpha == 0;
    }

    CHECK(formats >= 15 && rgb24 == 1);
}

/* The whole picture in all ways that give it; returns its pixels. */
static unsigned char *pictures(const char *path, const unsigned char *data, uint64_t length, rawdec_layout *layout)
{
    rawdec_account account = RAWDEC_ACCOUNT_INIT;
    STATUS(RAWDEC_TOO_SMALL, rawdec_decode(path, NULL, 0, NULL, NULL, 0, 0, layout, NULL, &issue));
    CHECK(layout->width > 0 && layout->height > 0 && layout->row_bytes == (uint64_t)layout->width * (uint64_t)layout->pixel_bytes);
    CHECK(layout->byte_count == layout->row_bytes * (uint64_t)layout->height);
    unsigned char *pixels = get_memory((size_t)layout->byte_count), *again = get_memory((size_t)layout->byte_count);
    STATUS(RAWDEC_OK, rawdec_decode(path, NULL, 0, NULL, pixels, layout->byte_count, 0, NULL, &account, &issue));
    CHECK(account.intact_rows == layout->height && account.damage_count == 0 && account.warning_count == 0);
    STATUS(RAWDEC_OK, rawdec_decode(NULL, data, length, NULL, again, layout->byte_count, 0, layout, NULL, NULL));
    CHECK(memcmp(pixels, again, (size_t)layout->byte_count) == 0);

    /* In two steps, rows with gaps between them that stay as they are. */
    rawdec_handle picture;
    rawdec_layout told = RAWDEC_LAYOUT_INIT;
    uint64_t stride = layout->row_bytes + 5, gapped = stride * (uint64_t)layout->height - 5;
    unsigned char *wide = get_memory((size_t)gapped);
    memset(wide, 0xA5, (size_t)gapped);
    STATUS(RAWDEC_OK, rawdec_open_picture(NULL, data, length, NULL, &told, &picture, &issue));
    CHECK(told.byte_count == layout->byte_count && strcmp(told.format, layout->format) == 0);
    STATUS(RAWDEC_WRONG_STATE, rawdec_get_account(picture, &account));
    STATUS(RAWDEC_TOO_SMALL, rawdec_read(picture, wide, gapped - 1, (int64_t)stride, NULL, &issue));
    STATUS(RAWDEC_OK, rawdec_read(picture, wide, gapped, (int64_t)stride, &account, &issue));
    STATUS(RAWDEC_WRONG_STATE, rawdec_read(picture, wide, gapped, (int64_t)stride, &account, &issue));
    STATUS(RAWDEC_OK, rawdec_get_account(picture, &account));
    STATUS(RAWDEC_OK, rawdec_get_layout(picture, &told));
    for (int y = 0; y < layout->height; y++) {
        CHECK(memcmp(wide + (uint64_t)y * stride, pixels + (uint64_t)y * layout->row_bytes, (size_t)layout->row_bytes) == 0);
        for (int gap = 0; gap < 5 && y + 1 < layout->height; gap++)
            CHECK(wide[(uint64_t)y * stride + layout->row_bytes + (uint64_t)gap] == 0xA5);
    }

    STATUS(RAWDEC_OK, rawdec_close(picture));
    free(wide);
    free(again);
    return pixels;
}

static void rows(const char *path, const unsigned char *pixels, const rawdec_layout *layout)
{
    rawdec_options options = RAWDEC_OPTIONS_INIT;
    rawdec_layout told = RAWDEC_LAYOUT_INIT;
    rawdec_account account = RAWDEC_ACCOUNT_INIT;
    rawdec_handle reader;
    int32_t received = -1;
    options.flags = RAWDEC_INDEX_ROWS;
    STATUS(RAWDEC_OK, rawdec_open_rows(path, NULL, 0, &options, &told, &reader, &issue));
    CHECK(told.height == layout->height);
    unsigned char *band = get_memory((size_t)(7 * told.row_bytes));
    STATUS(RAWDEC_WRONG_STATE, rawdec_finish(reader, NULL, &issue));
    for (int32_t y = 0;; y += received) {
        STATUS(RAWDEC_OK, rawdec_read_rows(reader, band, 7 * told.row_bytes, 0, 7, &received, &issue));
        CHECK(received == (layout->height - y < 7 ? layout->height - y : 7));
        if (received == 0)
            break;
        CHECK(memcmp(band, pixels + (uint64_t)y * told.row_bytes, (size_t)((uint64_t)received * told.row_bytes)) == 0);
    }

    STATUS(RAWDEC_OK, rawdec_finish(reader, &account, &issue));
    CHECK(account.intact_rows == layout->height);
    if (told.flags & RAWDEC_CAN_SEEK) {
        STATUS(RAWDEC_OK, rawdec_seek_row(reader, 3, &issue));
        STATUS(RAWDEC_OK, rawdec_read_rows(reader, band, told.row_bytes, 0, 1, &received, &issue));
        CHECK(received == 1 && memcmp(band, pixels + 3 * told.row_bytes, (size_t)told.row_bytes) == 0);
    } else {
        STATUS(RAWDEC_WRONG_STATE, rawdec_seek_row(reader, 3, &issue));
    }

    STATUS(RAWDEC_OK, rawdec_close(reader));
    free(band);
}

static void check_region(rawdec_handle regions, const rawdec_layout *layout, const unsigned char *pixels, int32_t x, int32_t y, int32_t width, int32_t height)
{
    uint64_t row = (uint64_t)width * (uint64_t)layout->pixel_bytes;
    unsigned char *part = get_memory((size_t)(row * (uint64_t)height));
    STATUS(RAWDEC_OK, rawdec_read_region(regions, x, y, width, height, part, row * (uint64_t)height, 0, &issue));
    for (int32_t i = 0; i < height; i++) {
        const unsigned char *expected = pixels + (uint64_t)(y + i) * layout->row_bytes + (uint64_t)x * (uint64_t)layout->pixel_bytes;
        CHECK(memcmp(part + (uint64_t)i * row, expected, (size_t)row) == 0);
    }

    free(part);
}

static void regions(const char *path, const unsigned char *pixels, const rawdec_layout *layout, const char *saved)
{
    rawdec_options options = RAWDEC_OPTIONS_INIT;
    rawdec_layout told = RAWDEC_LAYOUT_INIT;
    rawdec_handle reader, index, loaded;
    uint64_t length = 0;
    STATUS(RAWDEC_OK, rawdec_open_regions(path, NULL, 0, NULL, &told, &reader, &issue));
    check_region(reader, layout, pixels, 10, 20, 30, 40);
    check_region(reader, layout, pixels, layout->width - 1, layout->height - 1, 1, 1);
    check_region(reader, layout, pixels, 0, 0, layout->width, 2);
    if (!(told.flags & RAWDEC_HAS_INDEX)) {
        STATUS(RAWDEC_WRONG_STATE, rawdec_build_index(reader, &index, &issue));
        STATUS(RAWDEC_OK, rawdec_close(reader));
        return;
    }

    STATUS(RAWDEC_OK, rawdec_build_index(reader, &index, &issue));
    STATUS(RAWDEC_OK, rawdec_close(reader));
    STATUS(RAWDEC_OK, rawdec_save_index(index, saved, &issue));
    STATUS(RAWDEC_OK, rawdec_get_block(index, RAWDEC_BLOCK_INDEX, NULL, 0, &length, &issue));
    unsigned char *block = get_memory((size_t)length);
    STATUS(RAWDEC_OK, rawdec_get_block(index, RAWDEC_BLOCK_INDEX, block, length, &length, &issue));
    uint64_t file_length;
    unsigned char *file = read_file(saved, &file_length);
    CHECK(file_length == length && memcmp(file, block, (size_t)length) == 0);
    free(file);
    STATUS(RAWDEC_OK, rawdec_close(index));

    for (int from_path = 0; from_path < 2; from_path++) {
        STATUS(RAWDEC_OK, rawdec_load_index(from_path ? saved : NULL, from_path ? NULL : block, from_path ? 0 : length, &loaded, &issue));
        options.index = loaded;
        STATUS(RAWDEC_OK, rawdec_open_regions(path, NULL, 0, &options, NULL, &reader, &issue));
        check_region(reader, layout, pixels, 5, layout->height - 9, 8, 9);
        check_region(reader, layout, pixels, 5, 1, 8, 9);
        STATUS(RAWDEC_OK, rawdec_close(loaded));
        check_region(reader, layout, pixels, 6, 1, 8, 9);
        STATUS(RAWDEC_OK, rawdec_close(reader));
        STATUS(RAWDEC_BAD_HANDLE, rawdec_open_regions(path, NULL, 0, &options, NULL, &reader, &issue));
    }

    free(block);
}

static void properties(const char *path)
{
    rawdec_handle info;
    uint64_t length = 0, needed = 0;
    STATUS(RAWDEC_OK, rawdec_identify(path, NULL, 0, NULL, &info, &issue));
    STATUS(RAWDEC_OK, rawdec_get_block(info, RAWDEC_BLOCK_JSON, NULL, 0, &length, &issue));
    char *json = get_memory((size_t)length + 1);
    STATUS(RAWDEC_TOO_SMALL, rawdec_get_block(info, RAWDEC_BLOCK_JSON, json, length - 1, &needed, &issue));
    CHECK(needed == length);
    STATUS(RAWDEC_OK, rawdec_get_block(info, RAWDEC_BLOCK_JSON, json, length, &length, &issue));
    json[length] = 0;
    CHECK(json[0] == '{' && json[length - 1] == '}' && strstr(json, "\"pixelFormat\":\"rgb24\"") != NULL);
    free(json);
    STATUS(RAWDEC_OK, rawdec_get_block(info, RAWDEC_BLOCK_ICC, NULL, 0, &length, &issue));
    STATUS(RAWDEC_OK, rawdec_get_block(info, RAWDEC_BLOCK_EXIF, NULL, 0, &length, &issue));
    STATUS(RAWDEC_OK, rawdec_get_block(info, RAWDEC_BLOCK_XMP, NULL, 0, &length, &issue));
    STATUS(RAWDEC_OK, rawdec_close(info));
}

static void palette(const char *path)
{
    rawdec_options options = RAWDEC_OPTIONS_INIT;
    rawdec_layout layout = RAWDEC_LAYOUT_INIT;
    rawdec_handle picture;
    unsigned char colours[1024];
    uint64_t length = 0;
    options.format = "indexed8";
    STATUS(RAWDEC_OK, rawdec_open_picture(path, NULL, 0, &options, &layout, &picture, &issue));
    STATUS(RAWDEC_OK, rawdec_get_block(picture, RAWDEC_BLOCK_PALETTE, colours, sizeof colours, &length, &issue));
    CHECK(layout.channels == 1 && layout.palette_entries > 0 && length == 4 * (uint64_t)layout.palette_entries);
    STATUS(RAWDEC_OK, rawdec_close(picture));
}

static void frames(const char *path)
{
    rawdec_options options = RAWDEC_OPTIONS_INIT;
    for (int raw = 0; raw < 2; raw++) {
        rawdec_layout layout = RAWDEC_LAYOUT_INIT;
        rawdec_animation animation = RAWDEC_ANIMATION_INIT;
        rawdec_frame frame = RAWDEC_FRAME_INIT;
        rawdec_account account = RAWDEC_ACCOUNT_INIT;
        rawdec_handle reader;
        options.flags = raw ? RAWDEC_RAW_FRAMES : 0;
        STATUS(RAWDEC_OK, rawdec_open_frames(path, NULL, 0, &options, &layout, &animation, &reader, &issue));
        CHECK(animation.is_animation && animation.frame_count > 1 && animation.loop_count >= 0 && animation.duration >= 0);
        unsigned char *canvas = get_memory((size_t)layout.byte_count);
        uint64_t first = 0, first_length = 0;
        int32_t count = 0;
        while (rawdec_next_frame(reader, &frame, &issue) == RAWDEC_OK) {
            CHECK(frame.index == count++ && frame.x + frame.width <= layout.width && frame.y + frame.height <= layout.height);
            STATUS(RAWDEC_OK, rawdec_read_frame(reader, canvas, layout.byte_count, 0, &account, &issue));
            if (frame.index == 0) {
                first_length = (uint64_t)frame.width * (uint64_t)frame.height * (uint64_t)layout.pixel_bytes;
                first = sum_of(canvas, first_length);
            }
        }

        CHECK(count == animation.frame_count);
        STATUS(RAWDEC_END, rawdec_next_frame(reader, &frame, &issue));
        STATUS(RAWDEC_END, rawdec_read_frame(reader, canvas, layout.byte_count, 0, &account, &issue));
        STATUS(RAWDEC_OK, rawdec_rewind(reader, &issue));
        STATUS(RAWDEC_OK, rawdec_read_frame(reader, canvas, layout.byte_count, 0, NULL, &issue));
        STATUS(RAWDEC_OK, rawdec_get_account(reader, &account));
        CHECK(first_length > 0 && first == sum_of(canvas, first_length));
        STATUS(RAWDEC_OK, rawdec_close(reader));
        free(canvas);
    }
}

static void jpeg(const char *path)
{
    rawdec_handle planes, coefficients;
    int32_t count = 0;
    STATUS(RAWDEC_OK, rawdec_open_planes(path, NULL, 0, NULL, &count, &planes, &issue));
    CHECK(count == 3);
    for (int32_t i = 0; i < count; i++) {
        rawdec_layout layout = RAWDEC_LAYOUT_INIT;
        STATUS(RAWDEC_OK, rawdec_plane_layout(planes, i, &layout, &issue));
        CHECK(strcmp(layout.format, "gray8") == 0);
        unsigned char *plane = get_memory((size_t)layout.byte_count);
        STATUS(RAWDEC_OK, rawdec_copy_plane(planes, i, plane, layout.byte_count, 0, &issue));
        if (i == 0) {
            /* Luma alone is the first plane. */
            rawdec_options options = RAWDEC_OPTIONS_INIT;
            options.format = "gray8";
            unsigned char *grey = get_memory((size_t)layout.byte_count);
            STATUS(RAWDEC_OK, rawdec_decode(path, NULL, 0, &options, grey, layout.byte_count, 0, NULL, NULL, &issue));
            CHECK(memcmp(plane, grey, (size_t)layout.byte_count) == 0);
            free(grey);
        }

        free(plane);
    }

    rawdec_layout none = RAWDEC_LAYOUT_INIT;
    STATUS(RAWDEC_END, rawdec_plane_layout(planes, count, &none, &issue));
    STATUS(RAWDEC_OK, rawdec_close(planes));

    STATUS(RAWDEC_OK, rawdec_open_coefficients(path, NULL, 0, NULL, &count, &coefficients, &issue));
    CHECK(count == 3);
    rawdec_component component = RAWDEC_COMPONENT_INIT;
    STATUS(RAWDEC_OK, rawdec_get_component(coefficients, 0, &component, &issue));
    CHECK(component.rows > 0 && component.columns > 0 && component.steps[0] > 0 && component.steps[63] > 0);
    uint64_t values = (uint64_t)component.rows * (uint64_t)component.columns * 64;
    int16_t *block = get_memory((size_t)values * sizeof(int16_t));
    STATUS(RAWDEC_TOO_SMALL, rawdec_copy_coefficients(coefficients, 0, block, values - 1, &issue));
    STATUS(RAWDEC_OK, rawdec_copy_coefficients(coefficients, 0, block, values, &issue));
    STATUS(RAWDEC_END, rawdec_get_component(coefficients, 3, &component, &issue));
    STATUS(RAWDEC_OK, rawdec_close(coefficients));
    free(block);
}

static void options_of_all_kinds(const char *photo)
{
    rawdec_options options = RAWDEC_OPTIONS_INIT;
    rawdec_layout whole = RAWDEC_LAYOUT_INIT, small = RAWDEC_LAYOUT_INIT;
    STATUS(RAWDEC_TOO_SMALL, rawdec_decode(photo, NULL, 0, NULL, NULL, 0, 0, &whole, NULL, &issue));
    options.scale = "1/2";
    STATUS(RAWDEC_TOO_SMALL, rawdec_decode(photo, NULL, 0, &options, NULL, 0, 0, &small, NULL, &issue));
    CHECK(small.width == (whole.width + 1) / 2);
    options.scale = NULL;
    options.target_width = options.target_height = 10;
    STATUS(RAWDEC_TOO_SMALL, rawdec_decode(photo, NULL, 0, &options, NULL, 0, 0, &small, NULL, &issue));
    CHECK(small.width == (whole.width + 7) / 8);
    options.target_width = options.target_height = 0;
    options.like = "opencv";
    STATUS(RAWDEC_TOO_SMALL, rawdec_decode(photo, NULL, 0, &options, NULL, 0, 0, &small, NULL, &issue));
    CHECK(strcmp(small.format, "bgr24") == 0);
    options.like = NULL;

    /* The same pixels with other engines and threads; others with other arithmetic. */
    unsigned char *first = get_memory((size_t)whole.byte_count), *second = get_memory((size_t)whole.byte_count);
    STATUS(RAWDEC_OK, rawdec_decode(photo, NULL, 0, NULL, first, whole.byte_count, 0, NULL, NULL, &issue));
    options.threads = 2;
    options.inflater = "managed";
    options.strictness = "strict";
    options.samples = "scaled";
    options.color_transform = "file";
    STATUS(RAWDEC_OK, rawdec_decode(photo, NULL, 0, &options, second, whole.byte_count, 0, NULL, NULL, &issue));
    CHECK(memcmp(first, second, (size_t)whole.byte_count) == 0);
    options.reconstruction = "imagesharp";
    STATUS(RAWDEC_OK, rawdec_decode(photo, NULL, 0, &options, second, whole.byte_count, 0, NULL, NULL, &issue));
    CHECK(memcmp(first, second, (size_t)whole.byte_count) != 0);
    free(first);
    free(second);

    rawdec_options limits = RAWDEC_OPTIONS_INIT;
    limits.max_pixels = 100;
    STATUS(RAWDEC_REFUSED, rawdec_decode(photo, NULL, 0, &limits, NULL, 0, 0, NULL, NULL, &issue));
    CHECK(issue.kind == RAWDEC_KIND_LIMIT_EXCEEDED && strcmp(issue.rule, "limit-max-pixels") == 0);
}

/* A file that is cut short: refused, and as far as it goes with lenient. */
static void broken(const char *photo)
{
    uint64_t length;
    unsigned char *data = read_file(photo, &length);
    rawdec_options lenient = RAWDEC_OPTIONS_INIT;
    rawdec_layout layout = RAWDEC_LAYOUT_INIT;
    rawdec_account account = RAWDEC_ACCOUNT_INIT;
    rawdec_handle picture;
    length /= 2;
    STATUS(RAWDEC_OK, rawdec_open_picture(NULL, data, length, NULL, &layout, &picture, &issue));
    unsigned char *pixels = get_memory((size_t)layout.byte_count);
    STATUS(RAWDEC_REFUSED, rawdec_read(picture, pixels, layout.byte_count, 0, NULL, &issue));
    CHECK(issue.kind == RAWDEC_KIND_TRUNCATED && issue.severity == RAWDEC_SEVERITY_ERROR && issue.file_format == RAWDEC_FILE_JPEG);
    CHECK(issue.status == RAWDEC_REFUSED && issue.offset > 0 && strlen(issue.rule) > 3 && strlen(issue.clause) > 3 && strlen(issue.what) > 3);
    CHECK(strncmp(issue.message, "truncated at byte ", 18) == 0);
    STATUS(RAWDEC_REFUSED, rawdec_read(picture, pixels, layout.byte_count, 0, NULL, &issue));
    STATUS(RAWDEC_OK, rawdec_close(picture));

    lenient.strictness = "lenient";
    STATUS(RAWDEC_OK, rawdec_open_picture(NULL, data, length, &lenient, &layout, &picture, &issue));
    STATUS(RAWDEC_OK, rawdec_read(picture, pixels, layout.byte_count, 0, &account, &issue));
    CHECK(account.damage_count == 1 && account.intact_rows > 0 && account.intact_rows < layout.height);
    int32_t first = -1, rows = -1;
    rawdec_issue reason = RAWDEC_ISSUE_INIT;
    STATUS(RAWDEC_OK, rawdec_get_damage(picture, 0, &first, &rows, &reason));
    CHECK(first == account.intact_rows && first + rows == layout.height && reason.kind == RAWDEC_KIND_TRUNCATED);
    STATUS(RAWDEC_END, rawdec_get_damage(picture, 1, NULL, NULL, NULL));
    for (int32_t i = 0; i < account.warning_count; i++)
        STATUS(RAWDEC_OK, rawdec_get_warning(picture, i, &reason));
    STATUS(RAWDEC_END, rawdec_get_warning(picture, account.warning_count, &reason));
    STATUS(RAWDEC_OK, rawdec_close(picture));
    free(pixels);

    /* Bytes after the end: a warning, and with strict a refusal. */
    free(data);
    data = read_file(photo, &length);
    unsigned char *longer = get_memory((size_t)length + 3);
    memcpy(longer, data, (size_t)length);
    memset(longer + length, 7, 3);
    pixels = get_memory((size_t)layout.byte_count);
    STATUS(RAWDEC_OK, rawdec_open_picture(NULL, longer, length + 3, NULL, &layout, &picture, &issue));
    STATUS(RAWDEC_OK, rawdec_read(picture, pixels, layout.byte_count, 0, &account, &issue));
    CHECK(account.warning_count == 1);
    STATUS(RAWDEC_OK, rawdec_get_warning(picture, 0, &reason));
    CHECK(reason.status == RAWDEC_OK && reason.severity == RAWDEC_SEVERITY_WARNING && reason.offset == (int64_t)length);
    STATUS(RAWDEC_OK, rawdec_close(picture));
    lenient.strictness = "strict";
    STATUS(RAWDEC_REFUSED, rawdec_decode(NULL, longer, length + 3, &lenient, pixels, layout.byte_count, 0, NULL, NULL, &issue));
    CHECK(strcmp(issue.rule, reason.rule) == 0);
    free(pixels);
    free(longer);
    free(data);
}

void use_every_function(const char *folder)
{
    static const char *const pictures_of[] = { "png/photos/landscape-rgb.png", "jpeg/photos/landscape-420.jpg", "bmp/photos/landscape-24bit.bmp" };
    library();
    for (int i = 0; i < 3; i++) {
        rawdec_layout layout = RAWDEC_LAYOUT_INIT;
        uint64_t length;
        const char *path = path_of(folder, pictures_of[i]);
        unsigned char *data = read_file(path, &length), *pixels = pictures(path, data, length, &layout);
        rows(path, pixels, &layout);
        regions(path, pixels, &layout, "abi-saved.rdx");
        properties(path);
        free(pixels);
        free(data);
    }

    options_of_all_kinds(path_of(folder, pictures_of[1]));
    broken(path_of(folder, pictures_of[1]));
    jpeg(path_of(folder, pictures_of[1]));
    palette(path_of(folder, "png/photos/landscape-palette.png"));
    frames(path_of(folder, "png/animation/0-02-background-over.png"));
    CHECK(remove("abi-saved.rdx") == 0);
}
