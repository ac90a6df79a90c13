// SPDX-License-Identifier: MIT OR Apache-2.0
// env: ENLIST_STORE={new}
// env: ENLIST_STORE_MODE=open
// linux only: there is no fork on Windows.
// seconds: 200
// not under: sanitizers valgrind; the sanitizer's own locks are not ready for fork in a threaded program, and valgrind takes minutes
// fork while other threads are inside a store that is kept open: no child uses the connections of its parent.
#include "store_fork.c"
