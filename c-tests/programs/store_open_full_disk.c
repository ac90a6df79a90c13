// SPDX-License-Identifier: MIT OR Apache-2.0
// env: ENLIST_STORE={new}/disk/store
// env: ENLIST_STORE_MODE=open
// linux only: it mounts a disk, which it can fill.
// needs: a disk of its own
// seconds: 200
// not under: valgrind sanitizers; every step is a process, and there are hundreds
// A disk that is full, with a store that is kept open.
#include "store_full_disk.c"
