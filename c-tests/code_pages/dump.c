/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * Asks the real MultiByteToWideChar and WideCharToMultiByte for everything they know about the ANSI code pages, and
 * writes the tables and the digests in src/text/tables. From the top of the repository, with MinGW and Wine:
 *
 *     x86_64-w64-mingw32-gcc -O2 -Wall -Wextra -Werror -o target/dump.exe c-tests/code_pages/dump.c
 *     wine target/dump.exe src/text/tables
 *     git diff --exit-code --stat src/text/tables
 *     cargo test --lib text::
 *
 * The last two lines are the check: unchanged tables and digests, and a Rust side that has the same digests.
 * On Windows the program runs as it is, and shows where that Windows differs.
 *
 * The functions are asked with flags 0 and no default character:
 *   - every byte and every pair of bytes, and every UTF-16 unit;
 *   - random strings, which show that a conversion has no other state than that.
 *
 * All files are little-endian 16-bit words; "cell" is the index of a pair of bytes, lead-major, in which only the
 * page's trail bytes count. A single-byte page:
 *   128 units of the bytes 0x80 to 0xFF;
 *   n, then n units in ascending order, all that do not become '?'; n codes, what they become.
 * A double-byte page:
 *   128 units of the bytes 0x80 to 0xFF when they stand alone (a lead byte at the end does);
 *   r, then r runs of cells (first cell, step, first unit), then n and n units. Step 0 or 1: the unit is the first
 *       unit plus step times the distance from the first cell; step 2: as with 1, but that is an index of the n units;
 *   q, then q runs of units (first unit, length, first cell);
 *   1024 block numbers, one for each 64 units; b, then b blocks (64 bits, low word first, and an index), then c and
 *       c codes: the code of a unit whose bit is set is at the index plus the number of lower bits set. A code
 *       below 0x100 is one byte, any other two, the lead byte in the high half.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>

#define UNITS 0x10000
#define SHORTEST_RUN 32 /* shorter ones would save little and make the search longer */

static const UINT pages[] = {874, 932, 936, 949, 950, 1250, 1251, 1252, 1253, 1254, 1255, 1256, 1257, 1258};

struct answer {
    int length;
    WCHAR units[2];
};

static WCHAR alone[256];
static struct answer pair[256][256];
static int is_lead[256], leads;
static WCHAR undefined_unit;
static uint8_t trails[256];
static int trail_count, first_lead, last_lead;
static uint16_t code_of[UNITS];
static uint8_t encodes[UNITS];

static void fail(const char *what, unsigned page) {
    fprintf(stderr, "%s (code page %u)\n", what, page);
    exit(1);
}

/* --- Asking ------------------------------------------------------------------------------------------------- */

static int decode(UINT page, const uint8_t *bytes, int length, WCHAR *units, int capacity) {
    int made = MultiByteToWideChar(page, 0, (const char *)bytes, length, units, capacity);
    if (made <= 0) fail("MultiByteToWideChar failed", page);
    return made;
}

static int encode(UINT page, const WCHAR *units, int length, uint8_t *bytes, int capacity) {
    int made = WideCharToMultiByte(page, 0, units, length, (char *)bytes, capacity, NULL, NULL);
    if (made <= 0) fail("WideCharToMultiByte failed", page);
    return made;
}

static void ask(UINT page) {
    CPINFOEXW info;
    if (!GetCPInfoExW(page, 0, &info)) fail("no such code page", page);
    undefined_unit = info.UnicodeDefaultChar;
    memset(is_lead, 0, sizeof is_lead);
    leads = 0;
    first_lead = 256;
    last_lead = -1;
    for (int b = 0; b < 256; b++) {
        uint8_t bytes[2] = {(uint8_t)b, 0};
        WCHAR units[4];
        if (decode(page, bytes, 1, units, 4) != 1) fail("one byte is not one unit", page);
        alone[b] = units[0];
        if (b < 0x80 && alone[b] != b) fail("a byte below 0x80 is not ASCII", page);
    }
    for (int b = 0; b < 256; b++) {
        for (int t = 0; t < 256; t++) {
            uint8_t bytes[2] = {(uint8_t)b, (uint8_t)t};
            struct answer *a = &pair[b][t];
            a->length = decode(page, bytes, 2, a->units, 2);
            if (a->length == 1) is_lead[b] = 1;
        }
        if (is_lead[b]) {
            leads++;
            last_lead = b;
            if (first_lead > b) first_lead = b;
        }
    }
    /* A pair is one unit exactly when it begins with a lead byte and does not end with NUL. */
    for (int b = 0; b < 256; b++)
        for (int t = 0; t < 256; t++) {
            const struct answer *a = &pair[b][t];
            if ((a->length == 1) != (is_lead[b] && t != 0)) fail("unexpected lead or trail byte", page);
            if (a->length == 2 && (a->units[0] != alone[b] || a->units[1] != alone[t])) fail("bytes interact", page);
        }
    trail_count = 0;
    for (int t = 1; t < 256; t++) {
        int used = 0;
        for (int b = 0; b < 256; b++) used |= is_lead[b] && pair[b][t].units[0] != undefined_unit;
        if (used) trails[trail_count++] = (uint8_t)t;
    }
    for (int u = 0; u < UNITS; u++) {
        WCHAR unit = (WCHAR)u;
        uint8_t bytes[4];
        int length = encode(page, &unit, 1, bytes, 4);
        if (length > 2) fail("one unit is more than two bytes", page);
        code_of[u] = length == 2 ? (uint16_t)(bytes[0] << 8 | bytes[1]) : bytes[0];
        if (length == 2 && code_of[u] < 0x100) fail("a code of two bytes begins with NUL", page);
        encodes[u] = code_of[u] != '?';
        if (u < 0x80 && code_of[u] != u) fail("a unit below 0x80 is not ASCII", page);
    }
}

/* --- Writing tables ----------------------------------------------------------------------------------------- */

static uint16_t words[1 << 18];
static int count;

static void put(unsigned word) {
    if (word > 0xFFFF || count == (int)(sizeof words / sizeof *words)) fail("does not fit a table", word);
    words[count++] = (uint16_t)word;
}

static void put_alone(void) {
    for (int b = 0x80; b < 0x100; b++) put(alone[b]);
}

static void single_byte_table(void) {
    int total = 0;
    put_alone();
    for (int u = 0x80; u < UNITS; u++) total += encodes[u];
    put(total);
    for (int u = 0x80; u < UNITS; u++)
        if (encodes[u]) put(u);
    for (int u = 0x80; u < UNITS; u++)
        if (encodes[u]) put(code_of[u]);
}

static int cell_count(void) {
    return (last_lead - first_lead + 1) * trail_count;
}

static WCHAR cell_unit(int cell) {
    int lead = first_lead + cell / trail_count;
    return is_lead[lead] ? pair[lead][trails[cell % trail_count]].units[0] : undefined_unit;
}

static uint16_t cell_code(int cell) {
    return (uint16_t)((first_lead + cell / trail_count) << 8 | trails[cell % trail_count]);
}

/* How many cells from this one on are one run with this step. */
static int run_length(int cell, int step) {
    int length = 1;
    if (step == 0 && cell_unit(cell) != undefined_unit) return 0;
    while (cell + length < cell_count() && cell_unit(cell + length) == cell_unit(cell) + step * length) length++;
    return length;
}

static int worth_a_run(int cell) {
    return run_length(cell, 0) >= SHORTEST_RUN || run_length(cell, 1) >= SHORTEST_RUN;
}

static void cell_runs(void) {
    static uint16_t listed[UNITS];
    int listed_count = 0, runs = 0, runs_at = count;
    put(0);
    for (int cell = 0; cell < cell_count(); runs++) {
        int zeroes = run_length(cell, 0), ones = run_length(cell, 1);
        put(cell);
        if (worth_a_run(cell)) {
            put(zeroes >= ones ? 0 : 1);
            put(cell_unit(cell));
            cell += zeroes >= ones ? zeroes : ones;
        } else {
            put(2);
            put(listed_count);
            while (cell < cell_count() && !worth_a_run(cell)) listed[listed_count++] = cell_unit(cell++);
        }
    }
    words[runs_at] = (uint16_t)runs;
    put(listed_count);
    for (int i = 0; i < listed_count; i++) put(listed[i]);
}

/* How many units from this one on are consecutive cells. */
static int unit_run_length(int unit, int *first_cell) {
    int length = 0;
    for (*first_cell = 0; *first_cell < cell_count(); ++*first_cell)
        if (code_of[unit] == cell_code(*first_cell)) break;
    while (unit + length < UNITS && *first_cell + length < cell_count() &&
           code_of[unit + length] == cell_code(*first_cell + length))
        length++;
    return length;
}

static void unit_runs(void) {
    int runs = 0, runs_at = count;
    put(0);
    for (int u = 0x80; u < UNITS; u++) {
        int cell, length = encodes[u] ? unit_run_length(u, &cell) : 0;
        if (length < SHORTEST_RUN) continue;
        put(u);
        put(length);
        put(cell);
        memset(encodes + u, 0, (size_t)length);
        u += length - 1;
        runs++;
    }
    words[runs_at] = (uint16_t)runs;
}

static void unit_blocks(void) {
    static uint16_t codes[UNITS];
    int code_count = 0, blocks = 0, directory_at = count, blocks_at;
    for (int i = 0; i < UNITS / 64; i++) put(0);
    blocks_at = count;
    put(0);
    for (int first = 0; first < UNITS; first += 64) {
        uint64_t bits = 0;
        int index = code_count;
        for (int i = 0; i < 64; i++) {
            int u = first + i;
            if (u < 0x80 || !encodes[u]) continue;
            bits |= 1ull << i;
            codes[code_count++] = code_of[u];
        }
        /* Block 0 is the empty one, whatever the first units are. */
        if (bits == 0 && first != 0) continue;
        words[directory_at + first / 64] = (uint16_t)blocks++;
        for (int i = 0; i < 64; i += 16) put((unsigned)(bits >> i & 0xFFFF));
        put(index);
    }
    words[blocks_at] = (uint16_t)blocks;
    put(code_count);
    for (int i = 0; i < code_count; i++) put(codes[i]);
}

static void write_table(const char *folder, UINT page) {
    char path[512];
    FILE *file;
    count = 0;
    if (leads == 0) {
        single_byte_table();
    } else {
        put_alone();
        cell_runs();
        unit_runs();
        unit_blocks();
    }
    snprintf(path, sizeof path, "%s/%u.bin", folder, page);
    file = fopen(path, "wb");
    if (file == NULL || fwrite(words, 2, (size_t)count, file) != (size_t)count || fclose(file) != 0)
        fail("cannot write the table", page);
}

/* --- Digests: FNV-1a over the length and the content of every answer, the same as in code_page.rs ------------- */

static uint64_t digest;

static void digest_byte(unsigned byte) {
    digest = (digest ^ (byte & 0xFF)) * 0x100000001B3ull;
}

static void digest_decoded(UINT page, const uint8_t *bytes, int length) {
    WCHAR units[256];
    int made = decode(page, bytes, length, units, 256);
    digest_byte((unsigned)made);
    for (int i = 0; i < made; i++) {
        digest_byte(units[i]);
        digest_byte(units[i] >> 8);
    }
}

static void digest_encoded(UINT page, const WCHAR *units, int length) {
    uint8_t bytes[256];
    int made = encode(page, units, length, bytes, 256);
    digest_byte((unsigned)made);
    for (int i = 0; i < made; i++) digest_byte(bytes[i]);
}

static uint64_t begin_digest(void) {
    uint64_t last = digest;
    digest = 0xCBF29CE484222325ull;
    return last;
}

static uint64_t state;

static unsigned draw(unsigned below) {
    state = state * 6364136223846793005ull + 1442695040888963407ull;
    return (unsigned)(state >> 33) % below;
}

/* Strings in which ASCII, high bytes and NUL follow one another in every way. The three letters at the end keep the
   last sequence from being cut short, see utf8.rs. */
static void digest_random_bytes(UINT page) {
    state = page;
    for (int round = 0; round < 3000; round++) {
        uint8_t bytes[64];
        int length = 1 + (int)draw(40);
        for (int i = 0; i < length; i++)
            bytes[i] = (uint8_t)(draw(4) == 0 ? draw(0x80) : draw(16) == 0 ? 0 : 0x80 + draw(0x80));
        memcpy(bytes + length, "AAA", 3);
        digest_decoded(page, bytes, length + 3);
    }
}

/* Strings of every kind of unit, paired and unpaired surrogates among them. */
static void digest_random_units(UINT page) {
    state = page;
    for (int round = 0; round < 3000; round++) {
        WCHAR units[64];
        int length = 1 + (int)draw(40);
        for (int i = 0; i < length; i++) {
            unsigned kind = draw(4);
            units[i] = (WCHAR)(kind == 0 ? draw(0x80) : kind == 1 ? 0xD800 + draw(0x800) : draw(UNITS));
        }
        digest_encoded(page, units, length);
    }
}

/* Every lead byte with every second byte, and third and fourth bytes of every kind. */
static void digest_utf8_sequences(void) {
    static const uint8_t third[] = {0x00, 0x7F, 0x80, 0xBF, 0xC2, 0xE0};
    static const uint8_t fourth[] = {0x41, 0x80, 0xBF};
    for (unsigned a = 0x80; a < 0x100; a++)
        for (unsigned b = 0; b < 0x100; b++)
            for (unsigned c = 0; c < sizeof third; c++)
                for (unsigned d = 0; d < sizeof fourth; d++) {
                    uint8_t bytes[7] = {(uint8_t)a, (uint8_t)b, third[c], fourth[d], 'A', 'A', 'A'};
                    digest_decoded(CP_UTF8, bytes, 7);
                }
}

static void write_digests(FILE *file, UINT page) {
    uint64_t decoded, encoded;
    begin_digest();
    if (page == CP_UTF8) {
        digest_utf8_sequences();
    } else {
        for (unsigned b = 0; b < 0x100; b++) {
            uint8_t bytes[1] = {(uint8_t)b};
            digest_decoded(page, bytes, 1);
        }
        for (unsigned p = 0; p < 0x10000; p++) {
            uint8_t bytes[2] = {(uint8_t)(p >> 8), (uint8_t)p};
            digest_decoded(page, bytes, 2);
        }
    }
    digest_random_bytes(page);
    decoded = begin_digest();
    for (unsigned u = 0; u < UNITS; u++) {
        WCHAR unit = (WCHAR)u;
        digest_encoded(page, &unit, 1);
    }
    digest_random_units(page);
    encoded = begin_digest();
    fprintf(file, "%u %016llx %016llx\n", page, (unsigned long long)decoded, (unsigned long long)encoded);
}

int main(int argc, char **argv) {
    char path[512];
    FILE *digests;
    if (argc != 2) {
        fprintf(stderr, "usage: dump <folder of the tables>\n");
        return 2;
    }
    snprintf(path, sizeof path, "%s/digests.txt", argv[1]);
    digests = fopen(path, "wb");
    if (digests == NULL) fail("cannot write the digests", 0);
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        ask(pages[i]);
        write_table(argv[1], pages[i]);
        write_digests(digests, pages[i]);
        printf("%u: %d bytes, %d lead bytes, %d trail bytes, undefined U+%04X\n", pages[i], count * 2, leads,
               trail_count, undefined_unit);
    }
    write_digests(digests, CP_UTF8);
    return fclose(digests) == 0 ? 0 : 1;
}
