/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * To be included before layout.c: what the headers say goes into the assembler text, one line for each size, offset and
 * constant, so that no program of another system has to run to print it.
 */
#define TABLE_NAME_(number) table_##number
#define TABLE_NAME(number) TABLE_NAME_(number)
#define TABLE_LINE(text, value)                                                                                        \
    static void __attribute__((used)) TABLE_NAME(__COUNTER__)(void) {                                                  \
        /* In halves, since an operand has 32 bits. */                                                                 \
        __asm__ volatile("\n-> " text " %c0 %c1"                                                                       \
                         :                                                                                             \
                         : "i"((int)((unsigned long long)(value) >> 32)), "i"((int)(unsigned long long)(value)));     \
    }
#define VALUE(name, value) TABLE_LINE(#name, name)
#define SIZE(type, size) TABLE_LINE("sizeof " #type, sizeof(type))
#define OFFSET(type, member, offset) TABLE_LINE(#type "." #member, offsetof(type, member))
