// SPDX-License-Identifier: MIT OR Apache-2.0
// Registers where nobody may change one of the classes of the machine, as on a Windows of which it is a part: then the user has them.

#include <windows.h>

#include <aclapi.h>
#include <olectl.h>
#include <stdio.h>
#include <stdlib.h>

#define CHECK(condition) ((condition) ? (void)0 : (printf("line %d: %s\n", __LINE__, #condition), exit(1)))

#define CLASSES L"Software\\Classes\\"
/* Of the manager, and of a class that is registered after that. */
#define SERVER CLASSES L"CLSID\\{F8D253D9-89A4-4DAA-87B6-1168369F0B21}\\InprocServer32"
#define PROTECTED CLASSES L"CLSID\\{4CB43D7F-7EEE-4906-8698-60DA1C38F2FE}"
#define NAME CLASSES L"Microsoft.Update.ServiceManager"

static int is_there(HKEY hive, const WCHAR *path) {
    HKEY key;
    LSTATUS result = RegOpenKeyExW(hive, path, 0, KEY_READ, &key);
    CHECK(result == ERROR_SUCCESS || result == ERROR_FILE_NOT_FOUND);
    return result == ERROR_SUCCESS && RegCloseKey(key) == ERROR_SUCCESS;
}

static void show(const char *when) {
    printf("%s: machine %d %d, user %d %d\n", when, is_there(HKEY_LOCAL_MACHINE, SERVER), is_there(HKEY_LOCAL_MACHINE, NAME),
           is_there(HKEY_CURRENT_USER, SERVER), is_there(HKEY_CURRENT_USER, NAME));
}

/* Gives everybody these rights to the protected key, and no others. */
static void allow(DWORD rights) {
    SID_IDENTIFIER_AUTHORITY world = SECURITY_WORLD_SID_AUTHORITY;
    EXPLICIT_ACCESSW access;
    PSID everybody;
    PACL list = NULL;
    HKEY key;
    CHECK(RegCreateKeyExW(HKEY_LOCAL_MACHINE, PROTECTED, 0, NULL, 0, WRITE_DAC, NULL, &key, NULL) == ERROR_SUCCESS);
    CHECK(AllocateAndInitializeSid(&world, 1, SECURITY_WORLD_RID, 0, 0, 0, 0, 0, 0, 0, &everybody));
    memset(&access, 0, sizeof access);
    access.grfAccessPermissions = rights;
    access.grfAccessMode = SET_ACCESS;
    access.Trustee.TrusteeForm = TRUSTEE_IS_SID;
    access.Trustee.ptstrName = (WCHAR *)everybody;
    CHECK(SetEntriesInAclW(1, &access, NULL, &list) == ERROR_SUCCESS);
    CHECK(SetSecurityInfo(key, SE_REGISTRY_KEY, DACL_SECURITY_INFORMATION, NULL, NULL, list, NULL) == ERROR_SUCCESS);
    LocalFree(list);
    FreeSid(everybody);
    RegCloseKey(key);
}

int main(void) {
    allow(KEY_READ | WRITE_DAC);
    show("before");
    printf("registered: %08X\n", (unsigned)DllRegisterServer());
    show("refused");
    printf("unregistered: %08X\n", (unsigned)DllUnregisterServer());
    show("after");
    printf("registered: %08X\n", (unsigned)DllRegisterServer());
    allow(KEY_ALL_ACCESS);
    printf("registered: %08X\n", (unsigned)DllRegisterServer());
    show("no more refused");
    allow(KEY_READ | WRITE_DAC);
    printf("unregistered: %08X\n", (unsigned)DllUnregisterServer());
    show("refused");
    allow(KEY_ALL_ACCESS);
    printf("unregistered: %08X\n", (unsigned)DllUnregisterServer());
    printf("unregistered: %08X\n", (unsigned)DllUnregisterServer());
    show("after");
    return 0;
}
