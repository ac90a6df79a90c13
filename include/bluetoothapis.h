/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * Bluetooth beside Winsock: the constants that programs of NS_BTH take from it. Its functions are those of another library, and
 * none of them is here.
 */
#ifndef ENLIST_BLUETOOTHAPIS_H
#define ENLIST_BLUETOOTHAPIS_H

#include "windef.h"

#include "bthdef.h"
#include "bthsdpdef.h"

/* How long names are at most: of a device, in bytes; of a service and of what it stands for on this machine, in characters with the
   terminator. */
#define BLUETOOTH_MAX_NAME_SIZE 248
#define BLUETOOTH_MAX_SERVICE_NAME_SIZE 256
#define BLUETOOTH_DEVICE_NAME_SIZE 256

/* A passkey, without and with its terminator. */
#define BLUETOOTH_MAX_PASSKEY_SIZE 16
#define BLUETOOTH_MAX_PASSKEY_BUFFER_SIZE (BLUETOOTH_MAX_PASSKEY_SIZE + 1)

/* What is done with a service of a device. */
#define BLUETOOTH_SERVICE_DISABLE 0x00
#define BLUETOOTH_SERVICE_ENABLE 0x01
#define BLUETOOTH_SERVICE_MASK (BLUETOOTH_SERVICE_DISABLE | BLUETOOTH_SERVICE_ENABLE)

#endif /* ENLIST_BLUETOOTHAPIS_H */
