/* What the parts of the test program share. Each part ends the program with a line on standard error at the first thing that is not as it should be. */
#ifndef ABI_H
#define ABI_H

#include <rawdecoders.h>
#include <stddef.h>

/* Ends the program unless the condition holds. */
#define CHECK(condition) check((condition) != 0, #condition, __FILE__, __LINE__)

/* Ends the program unless the call has this status; shows the message of the issue. */
#define STATUS(expected, call) check_status((expected), (call), #call, __FILE__, __LINE__)

extern rawdec_issue issue;

void check(int holds, const char *text, const char *file, int line);
void check_status(rawdec_status expected, rawdec_status status, const char *text, const char *file, int line);

/* A whole file; *length receives its bytes. Freed by the caller. */
unsigned char *read_file(const char *path, uint64_t *length);

/* Memory or the end of the program. */
void *get_memory(size_t bytes);

/* A sum that tells contents apart. */
uint64_t sum_of(const unsigned char *bytes, uint64_t length);

void use_every_function(const char *folder);
void misuse(const char *folder);
void use_threads(const char *folder);
void decode_often(const char *folder, long times);
void write_pixels(const char *path, const char *like);

#endif
