/*
 * rawdecoders.h: PNG, BMP and JPEG files into pixels in memory, from C.
 *
 * The interface of librawdecoders (librawdecoders.so, librawdecoders.dylib, rawdecoders.dll), which is RawDecoders, compiled ahead of time to one file
 * that depends on the C library alone. C99; from C++ too.
 *
 * Results. Every function but rawdec_version returns a rawdec_status: RAWDEC_OK, RAWDEC_END, or what went wrong. Nothing is thrown and nothing ends
 * the process, whatever the bytes of a file. Where the last parameter is a rawdec_issue, it is filled if the status is neither RAWDEC_OK nor
 * RAWDEC_END, and left alone otherwise; it may be NULL. Other results are written only with RAWDEC_OK unless a function says otherwise.
 *
 * Memory. The caller owns all memory that it passes, and every pointer is used during the call alone, but for one case: the bytes of a file in
 * memory that an open function is given must stay as they are until its handle is closed. The library gives out no memory to be freed; what it holds
 * itself goes with rawdec_close.
 *
 * Structures begin with their size, which the caller sets (sizeof, or the ..._INIT macros) before every call that takes them; a size that the
 * library does not know is RAWDEC_BAD_ARGUMENT. Later versions add members at the end, and take the sizes of the earlier ones too. A member that is 0
 * has its default.
 *
 * Handles are numbers: 0 is none, and no number is given out twice. A handle that is closed, made up or of another kind than the function takes is
 * RAWDEC_BAD_HANDLE.
 *
 * Threads. Every function may be called from any thread at any time. There is no state but that of the handles; calls on one handle wait for each
 * other, and rawdec_close waits for a call that is under way on another thread.
 *
 * Text is UTF-8. Text that the caller passes ends with a 0 byte; text in structures ends with a 0 byte too, and is cut before a character that does
 * not fit.
 *
 * The file. All functions that read a file take it in three parameters: path, data, length. Either path names it and data is NULL, or path is NULL and data
 * points to all of its bytes, length of them, at most 2^31 - 1; larger files are opened by path.
 */
#ifndef RAWDECODERS_H
#define RAWDECODERS_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- results ---- */

typedef int32_t rawdec_status;

enum {
    RAWDEC_OK = 0,
    RAWDEC_END = 1,           /* there is no further item; nothing is wrong */
    RAWDEC_REFUSED = 2,       /* the file cannot be decoded: kind, rule, offset and clause of rawdec_issue say why */
    RAWDEC_BAD_ARGUMENT = 3,  /* NULL where a pointer is needed, a size of a structure, an unknown word, options that contradict each other */
    RAWDEC_TOO_SMALL = 4,     /* the caller's memory, or the stride; the function says how much is needed */
    RAWDEC_BAD_HANDLE = 5,    /* closed, made up, or of another kind */
    RAWDEC_WRONG_STATE = 6,   /* read already, not read yet, or not to be had of this file */
    RAWDEC_NOT_FOUND = 7,     /* no such file */
    RAWDEC_NO_ACCESS = 8,     /* not permitted, or a directory */
    RAWDEC_IO = 9,            /* any other error of reading or writing */
    RAWDEC_NO_MEMORY = 10,
    RAWDEC_INTERNAL = 11      /* an error of this library */
};

/* Why a file is refused: rawdec_issue.kind. */
enum {
    RAWDEC_KIND_UNKNOWN_FORMAT = 0, /* not a PNG, BMP or JPEG file */
    RAWDEC_KIND_MALFORMED = 1,      /* breaks a rule of its specification */
    RAWDEC_KIND_TRUNCATED = 2,      /* ends before its image does */
    RAWDEC_KIND_UNSUPPORTED = 3,    /* valid, but uses a feature that is not decoded; the message names it */
    RAWDEC_KIND_LIMIT_EXCEEDED = 4  /* asks for more than the limits, or than its own bytes can fill */
};

/* How much a broken rule matters: rawdec_issue.severity. */
enum {
    RAWDEC_SEVERITY_NOTE = 0,    /* allowed, but worth knowing */
    RAWDEC_SEVERITY_WARNING = 1, /* no pixel depends on it */
    RAWDEC_SEVERITY_ERROR = 2    /* pixels depend on it */
};

enum {
    RAWDEC_FILE_UNKNOWN = 0,
    RAWDEC_FILE_PNG = 1,
    RAWDEC_FILE_BMP = 2,
    RAWDEC_FILE_JPEG = 3
};

/* An error, a warning, or the reason of damage. kind and severity are -1, and rule, part and clause empty, unless a rule is broken in a file. */
typedef struct rawdec_issue {
    uint32_t size;
    rawdec_status status; /* of the call; RAWDEC_OK in warnings and damage */
    int32_t kind;         /* RAWDEC_KIND_... */
    int32_t severity;     /* RAWDEC_SEVERITY_... */
    int32_t file_format;  /* RAWDEC_FILE_..., as far as it was recognised */
    int32_t reserved;
    int64_t offset;       /* byte of the file, from 0, of the field or data that is wrong */
    char rule[64];        /* stable identifier: "png-chunk-crc" */
    char part[64];        /* "IHDR", "DIB header", "SOS" */
    char clause[128];     /* "PNG 11.2.1" */
    char what[512];       /* what is wrong, with the values found */
    char message[1024];   /* all of it in one line, after the path if the file has one */
} rawdec_issue;

/* ---- options ---- */

/* A reader or an index; see above. */
typedef uint64_t rawdec_handle;

/* rawdec_options.flags */
enum {
    RAWDEC_APPLY_ORIENTATION = 1, /* turn and mirror as the Exif orientation says; otherwise pixels are as stored */
    RAWDEC_INDEX_ROWS = 2,        /* rawdec_open_rows: make an index on the way, for rawdec_seek_row */
    RAWDEC_RAW_FRAMES = 4         /* rawdec_open_frames: each frame as stored, its own rectangle, not composed */
};

/* How to decode. NULL in place of the structure, or 0 in a member: the default. Words are those of the command line, rawdec decode. */
typedef struct rawdec_options {
    uint32_t size;
    uint32_t flags;
    const char *format;          /* pixel format, such as "rgb24" (see rawdec_format); default: the file's natural one, which loses nothing */
    const char *like;            /* the array of another library: "pillow", "opencv", "opencv-unchanged", "imagesharp" */
    const char *strictness;      /* "strict", "standard" (default), "lenient" */
    const char *inflater;        /* of PNG: "platform" (default), "managed"; the pixels are the same */
    const char *reconstruction;  /* of JPEG: "turbo" (default), "turbo-nosmooth", "imagesharp" */
    const char *color_transform; /* of JPEG: "file" (default), "none", "ycbcr" */
    const char *samples;         /* of JPEG with neither 8 nor 16 bits: "scaled" (default), "stored" */
    const char *scale;           /* "1/2", "1/4", "1/8", of JPEG also "3/8", "5/8", "3/4", "7/8"; default: the whole size */
    int32_t target_width;        /* with target_height: the smallest scale at which the picture is at least so large */
    int32_t target_height;
    int32_t threads;             /* that may decode one picture; default: 1 */
    int32_t max_width;           /* limits: a file over one is refused with RAWDEC_KIND_LIMIT_EXCEEDED. Default: 1,000,000 */
    int32_t max_height;          /* 1,000,000 */
    int32_t max_scans;           /* of a JPEG: 500 */
    int32_t max_frames;          /* of an animation: 1,000,000 */
    int32_t max_metadata_bytes;  /* of one inflated piece: 16 MiB */
    int64_t max_pixels;          /* 2^30 */
    int64_t max_bytes;           /* that one call may allocate: 4 GiB */
    int64_t max_frame_pixels;    /* of all frames of an animation: 2^36 */
    int64_t max_index_bytes;     /* that an index holds: 16 MiB; -1: only the beginning of the picture */
    rawdec_handle index;         /* of the file, for rawdec_open_regions and rawdec_open_rows */
} rawdec_options;

#define RAWDEC_OPTIONS_INIT { .size = sizeof(rawdec_options) }
#define RAWDEC_ISSUE_INIT { .size = sizeof(rawdec_issue) }

/* ---- what is decoded ---- */

/* rawdec_layout.flags */
enum {
    RAWDEC_BOOLEAN = 1,       /* samples are 0 and 255 and mean false and true: Pillow's 1-bit pictures */
    RAWDEC_RANDOM_ACCESS = 2, /* regions: a rectangle is read without anything else of the file */
    RAWDEC_HAS_INDEX = 4,     /* regions: rawdec_build_index can be called */
    RAWDEC_CAN_SEEK = 8       /* rows: rawdec_seek_row can be called */
};

/* The pixels that a reader gives. */
typedef struct rawdec_layout {
    uint32_t size;
    uint32_t flags;
    int32_t width;           /* pixels, at least 1 */
    int32_t height;
    int32_t channels;        /* 1 to 4: an array has the shape (height, width), or (height, width, channels) if there are more than one */
    int32_t sample_bytes;    /* 1 or 2; 2 in the machine's byte order */
    int32_t pixel_bytes;     /* channels x sample_bytes */
    int32_t palette_entries; /* of "indexed8": see RAWDEC_BLOCK_PALETTE */
    uint64_t row_bytes;      /* width x pixel_bytes */
    uint64_t byte_count;     /* row_bytes x height */
    int32_t file_format;     /* RAWDEC_FILE_... */
    int32_t reserved;
    char format[24];         /* "rgb24" */
} rawdec_layout;

/* What became of the pixels, beside them. */
typedef struct rawdec_account {
    uint32_t size;
    int32_t warning_count; /* see rawdec_get_warning */
    int32_t damage_count;  /* runs of rows that a lenient decode could not save: see rawdec_get_damage */
    int32_t intact_rows;   /* rows without damage */
} rawdec_account;

#define RAWDEC_LAYOUT_INIT { .size = sizeof(rawdec_layout) }
#define RAWDEC_ACCOUNT_INIT { .size = sizeof(rawdec_account) }

/* ---- the library ---- */

/* Its version, "0.1.0": constant text of the library's, for as long as it is loaded. */
const char *rawdec_version(void);

/* A pixel format. */
typedef struct rawdec_format_info {
    uint32_t size;
    int32_t channels;
    int32_t sample_bytes;
    int32_t pixel_bytes;
    int32_t has_alpha; /* 0 or 1 */
    char name[24];
} rawdec_format_info;

#define RAWDEC_FORMAT_INFO_INIT { .size = sizeof(rawdec_format_info) }

/* The pixel formats one after another: index from 0; RAWDEC_END after the last. */
rawdec_status rawdec_format(int32_t index, rawdec_format_info *info);

/* ---- whole pictures ---- */

/*
 * Decodes a file into the caller's memory.
 *   pixels, capacity  receives the rows, top row first: at least (height - 1) x stride + row_bytes bytes. Bytes between rows are left alone. After an
 *                     error its content is unspecified.
 *   stride            bytes from one row to the next; 0 for rows without gaps.
 *   layout            written with RAWDEC_TOO_SMALL too: with pixels NULL and capacity 0 the call only asks. May be NULL.
 *   account           may be NULL.
 */
rawdec_status rawdec_decode(
    const char *path, const void *data, uint64_t length, const rawdec_options *options,
    void *pixels, uint64_t capacity, int64_t stride, rawdec_layout *layout, rawdec_account *account, rawdec_issue *issue);

/* The same in two steps. Reads the headers and tells the layout of what rawdec_read will give. layout may be NULL. */
rawdec_status rawdec_open_picture(
    const char *path, const void *data, uint64_t length, const rawdec_options *options,
    rawdec_layout *layout, rawdec_handle *picture, rawdec_issue *issue);

/* Decodes the pixels, once. pixels, capacity, stride, account: as for rawdec_decode. After RAWDEC_TOO_SMALL it may be called again. */
rawdec_status rawdec_read(
    rawdec_handle picture, void *pixels, uint64_t capacity, int64_t stride, rawdec_account *account, rawdec_issue *issue);

/* ---- headers alone ---- */

/* Reads the headers: a handle for rawdec_get_block. Of the options strictness and limits matter. */
rawdec_status rawdec_identify(
    const char *path, const void *data, uint64_t length, const rawdec_options *options, rawdec_handle *info, rawdec_issue *issue);

/* What rawdec_get_block gives. */
enum {
    RAWDEC_BLOCK_JSON = 0,    /* what the file says of itself: the object that rawdec info --json prints, UTF-8, without a 0 byte at its end */
    RAWDEC_BLOCK_ICC = 1,     /* the ICC profile */
    RAWDEC_BLOCK_EXIF = 2,    /* the Exif block, from its TIFF header on */
    RAWDEC_BLOCK_XMP = 3,     /* the XMP packet, UTF-8 */
    RAWDEC_BLOCK_PALETTE = 4, /* of "indexed8": red, green, blue and alpha of each entry */
    RAWDEC_BLOCK_INDEX = 5    /* of an index: the content of its file */
};

/*
 * Copies one of these, of any reader (0 to 3), of one with a palette (4), or of an index (5). Empty if there is none.
 *   buffer, capacity  receives length bytes, or RAWDEC_TOO_SMALL. NULL and 0 to ask for the length alone, which is RAWDEC_OK.
 *   length            the number of bytes; written with RAWDEC_TOO_SMALL too.
 */
rawdec_status rawdec_get_block(
    rawdec_handle reader, int32_t which, void *buffer, uint64_t capacity, uint64_t *length, rawdec_issue *issue);

/* The layout of a picture, of rows, regions or frames. */
rawdec_status rawdec_get_layout(rawdec_handle reader, rawdec_layout *layout);

/* The account of a picture that has been read, of rows after rawdec_finish, of the last frame, of planes and coefficients: else RAWDEC_WRONG_STATE. */
rawdec_status rawdec_get_account(rawdec_handle reader, rawdec_account *account);

/* A warning of that account (of frames that have none yet: of the animation's structure); index from 0, RAWDEC_END after the last. */
rawdec_status rawdec_get_warning(rawdec_handle reader, int32_t index, rawdec_issue *warning);

/* A run of damaged rows of that account; index from 0, RAWDEC_END after the last. first_row, row_count and reason may be NULL. */
rawdec_status rawdec_get_damage(rawdec_handle reader, int32_t index, int32_t *first_row, int32_t *row_count, rawdec_issue *reason);

/* ---- rows ---- */

/* Opens a file for reading row by row, in memory that does not grow with the picture. layout may be NULL. */
rawdec_status rawdec_open_rows(
    const char *path, const void *data, uint64_t length, const rawdec_options *options,
    rawdec_layout *layout, rawdec_handle *rows, rawdec_issue *issue);

/*
 * Reads the next rows.
 *   count     how many are wanted, at least 0.
 *   received  how many there were: fewer at the end of the picture, 0 after the last.
 *   pixels, capacity, stride  as for rawdec_decode, for the rows received.
 */
rawdec_status rawdec_read_rows(
    rawdec_handle rows, void *pixels, uint64_t capacity, int64_t stride, int32_t count, int32_t *received, rawdec_issue *issue);

/* Makes row the next one that is read, from 0; height is the end. RAWDEC_WRONG_STATE unless RAWDEC_CAN_SEEK. */
rawdec_status rawdec_seek_row(rawdec_handle rows, int32_t row, rawdec_issue *issue);

/* After the last row: reads what follows the pixels. account may be NULL. */
rawdec_status rawdec_finish(rawdec_handle rows, rawdec_account *account, rawdec_issue *issue);

/* ---- rectangles ---- */

/* Opens a file for reading rectangles. layout may be NULL. */
rawdec_status rawdec_open_regions(
    const char *path, const void *data, uint64_t length, const rawdec_options *options,
    rawdec_layout *layout, rawdec_handle *regions, rawdec_issue *issue);

/* Reads the rectangle of width x height pixels at column x and row y, all inside the picture. pixels, capacity, stride: as for rawdec_decode. */
rawdec_status rawdec_read_region(
    rawdec_handle regions, int32_t x, int32_t y, int32_t width, int32_t height,
    void *pixels, uint64_t capacity, int64_t stride, rawdec_issue *issue);

/* Reads what has not been read yet and gives an index of the whole picture, for rawdec_options.index. RAWDEC_WRONG_STATE unless RAWDEC_HAS_INDEX. */
rawdec_status rawdec_build_index(rawdec_handle regions, rawdec_handle *index, rawdec_issue *issue);

/* Saves an index to a file, which is replaced if there is one; .rdx is the usual ending. */
rawdec_status rawdec_save_index(rawdec_handle index, const char *path, rawdec_issue *issue);

/* Loads an index from a file or, as RAWDEC_BLOCK_INDEX gave it, from memory, which is not needed any more after the call. */
rawdec_status rawdec_load_index(const char *path, const void *data, uint64_t length, rawdec_handle *index, rawdec_issue *issue);

/* ---- frames ---- */

/* An animation, or a picture as an animation of one frame. */
typedef struct rawdec_animation {
    uint32_t size;
    int32_t is_animation;     /* 0: one picture */
    int32_t default_is_frame; /* whether the picture that rawdec_decode gives is the first frame */
    int32_t frame_count;      /* at least 1 */
    int64_t loop_count;       /* 0: for ever */
    double duration;          /* seconds of all frames, once */
} rawdec_animation;

/* A frame without its pixels. */
typedef struct rawdec_frame {
    uint32_t size;
    int32_t index;             /* from 0 */
    int32_t x;                 /* its rectangle on the canvas */
    int32_t y;
    int32_t width;
    int32_t height;
    int32_t delay_numerator;   /* seconds = numerator / denominator, as the file has them */
    int32_t delay_denominator; /* 0 means 100 */
    int32_t disposal;          /* afterwards: 0 stays, 1 becomes transparent, 2 what was there before */
    int32_t blend;             /* 0 replaces what is there, 1 is blended over it */
} rawdec_frame;

#define RAWDEC_ANIMATION_INIT { .size = sizeof(rawdec_animation) }
#define RAWDEC_FRAME_INIT { .size = sizeof(rawdec_frame) }

/* Opens a file for reading frame by frame. layout is that of the canvas; layout and animation may be NULL. */
rawdec_status rawdec_open_frames(
    const char *path, const void *data, uint64_t length, const rawdec_options *options,
    rawdec_layout *layout, rawdec_animation *animation, rawdec_handle *frames, rawdec_issue *issue);

/* The frame that is read next; RAWDEC_END after the last. */
rawdec_status rawdec_next_frame(rawdec_handle frames, rawdec_frame *frame, rawdec_issue *issue);

/*
 * Reads the next frame, the whole canvas as it is shown then, or with RAWDEC_RAW_FRAMES the rectangle that rawdec_next_frame told; RAWDEC_END after
 * the last. pixels, capacity, stride, account: as for rawdec_decode.
 */
rawdec_status rawdec_read_frame(
    rawdec_handle frames, void *pixels, uint64_t capacity, int64_t stride, rawdec_account *account, rawdec_issue *issue);

/* Begins again with the first frame. */
rawdec_status rawdec_rewind(rawdec_handle frames, rawdec_issue *issue);

/* ---- what lies before the pixels of a JPEG ---- */

/* Decodes the components, each at its own resolution, before upsampling and colour. count: how many, 1 to 4. */
rawdec_status rawdec_open_planes(
    const char *path, const void *data, uint64_t length, const rawdec_options *options,
    int32_t *count, rawdec_handle *planes, rawdec_issue *issue);

/* The layout of a plane: "gray8", or "gray16" with the samples right-aligned. RAWDEC_END after the last. */
rawdec_status rawdec_plane_layout(rawdec_handle planes, int32_t index, rawdec_layout *layout, rawdec_issue *issue);

/* Copies a plane. pixels, capacity, stride: as for rawdec_decode. */
rawdec_status rawdec_copy_plane(
    rawdec_handle planes, int32_t index, void *pixels, uint64_t capacity, int64_t stride, rawdec_issue *issue);

/* The quantised coefficients of a component: rows x columns blocks of 8 x 8. */
typedef struct rawdec_component {
    uint32_t size;
    int32_t rows;
    int32_t columns;
    int32_t reserved;
    uint16_t steps[64]; /* the quantisation table in natural order: a coefficient times its step is what is transformed */
} rawdec_component;

#define RAWDEC_COMPONENT_INIT { .size = sizeof(rawdec_component) }

/* Reads the quantised coefficients, as the scans code them. count: of the components, 1 to 4. */
rawdec_status rawdec_open_coefficients(
    const char *path, const void *data, uint64_t length, const rawdec_options *options,
    int32_t *count, rawdec_handle *coefficients, rawdec_issue *issue);

/* A component; RAWDEC_END after the last. */
rawdec_status rawdec_get_component(rawdec_handle coefficients, int32_t index, rawdec_component *component, rawdec_issue *issue);

/*
 * Copies the coefficients of a component: rows x columns blocks of 64, in natural order, vertical frequency first.
 *   values, capacity  capacity in values of 2 bytes, at least rows x columns x 64.
 */
rawdec_status rawdec_copy_coefficients(
    rawdec_handle coefficients, int32_t index, int16_t *values, uint64_t capacity, rawdec_issue *issue);

/* ---- the end ---- */

/* Closes a reader or an index. What it read from memory or path is not needed any more. */
rawdec_status rawdec_close(rawdec_handle handle);

#ifdef __cplusplus
}
#endif

#endif
