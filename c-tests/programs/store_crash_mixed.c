// SPDX-License-Identifier: MIT OR Apache-2.0
// env: ENLIST_STORE={new}
// env: ENLIST_STORE_MODE=open
// linux only: processes are killed by a signal.
// seconds: 600
// not under: valgrind sanitizers; rounds are timed, and the point is what the system does with a killed process
// Writers that are killed at any moment, of which some keep the store open and others do not.
#define MIXED 1
#include "store_crash.c"
