// SPDX-License-Identifier: MIT OR Apache-2.0
// A library that is no namespace provider: it exports something, and no NSPStartup.
#ifdef __cplusplus
extern "C"
#endif
    int something_else(void);

int something_else(void) {
    return 4711;
}
