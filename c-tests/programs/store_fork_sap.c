// SPDX-License-Identifier: MIT OR Apache-2.0
// linux only: there is no fork on Windows.
// env: ENLIST_SAP=local
// env: ENLIST_STORE={new}
// seconds: 200
// not under: sanitizers valgrind; the sanitizer's own locks are not ready for fork in a threaded program, and valgrind takes minutes
// fork while other threads register with SAP in a store: children find the locks free, and the others' services at their place.
#include "sap_fork.c"
