/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * For the test programs: what the journal says, without what differs from one run to the next.
 */
#ifndef ENLIST_TEST_HARNESS_H
#define ENLIST_TEST_HARNESS_H

#include "check.h"

/* Prints a line from its call or event on, with addresses and times left out, and paths shortened to the name of the file. */
static inline void show_journal_line(const char *line) {
    const char *from = strstr(line, "\"call\":");
    if (from == NULL) {
        from = strstr(line, "\"event\":");
    }
    CHECK(from != NULL && strncmp(line, "{\"time\":\"20", 11) == 0);
    printf("  ");
    while (*from != 0 && *from != '\n') {
        if (strncmp(from, "\"0x", 3) == 0) {
            printf("\"0x*\"");
            from = strchr(from + 1, '"') + 1;
        } else if (strncmp(from, ",\"duration_us\":", 15) == 0) {
            from = strchr(from + 15, '}');
        } else {
            putchar(*from++);
        }
    }
    printf("\n");
}

/* The lines that the journal has by now, and did not have when this was last called; those about the last error, by which the
   checks go, are left out. */
static inline void show_journal(void) {
    static long place;
    static char line[1 << 16];
    FILE *file = fopen(getenv("ENLIST_JOURNAL"), "rb");
    CHECK(file != NULL && fseek(file, place, SEEK_SET) == 0);
    while (fgets(line, sizeof line, file) != NULL) {
        if (strstr(line, "LastError\"") == NULL) {
            show_journal_line(line);
        }
    }
    place = ftell(file);
    fclose(file);
}

/* Whether the latest event in the journal is of that kind, and says both. */
static inline int latest_event_says(const char *kind, const char *one, const char *other) {
    static char line[1 << 16], event[1 << 16];
    FILE *file = fopen(getenv("ENLIST_JOURNAL"), "rb");
    CHECK(file != NULL);
    event[0] = 0;
    while (fgets(line, sizeof line, file) != NULL) {
        const char *from = strstr(line, "\"event\":");
        if (from != NULL) {
            strcpy(event, from);
        }
    }
    fclose(file);
    return strlen(event) > 8 && strncmp(event + 8, kind, strlen(kind)) == 0 && strstr(event, one) != NULL && strstr(event, other) != NULL;
}

#endif /* ENLIST_TEST_HARNESS_H */
