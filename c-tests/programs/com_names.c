// SPDX-License-Identifier: MIT OR Apache-2.0
// The smaller functions of COM and automation: identifiers and their texts, memory, security, dates, error objects.
#include "wua.h"

static int is_text(const WCHAR *text, const WCHAR *expected, size_t length) {
    return text != NULL && memcmp(text, expected, (length + 1) * sizeof(WCHAR)) == 0;
}

static void identifiers(void) {
    static const CLSID unknown = {0x11111111, 0x2222, 0x3333, {0x44, 0x44, 0x55, 0x55, 0x55, 0x55, 0x55, 0x55}};
    GUID one, other;
    LPOLESTR text = NULL;

    RETURNS(CoCreateGuid(&one), S_OK);
    RETURNS(CoCreateGuid(&other), S_OK);
    CHECK(memcmp(&one, &other, sizeof one) != 0);
    CHECK(one.Data3 >> 12 == 4 && one.Data4[0] >> 6 == 2);
    RETURNS(CoCreateGuid(NULL), E_INVALIDARG);

    RETURNS(StringFromCLSID(REF(CLSID_UpdateServiceManager), &text), S_OK);
    CHECK(is_text(text, W("{F8D253D9-89A4-4DAA-87B6-1168369F0B21}"), 38));
    CoTaskMemFree(text);
    RETURNS(StringFromIID(REF(IID_IUnknown), &text), S_OK);
    CHECK(is_text(text, W("{00000000-0000-0000-C000-000000000046}"), 38));
    RETURNS(IIDFromString(text, &one), S_OK);
    CHECK(IsEqualIID(REF(one), REF(IID_IUnknown)));
    CoTaskMemFree(text);
    RETURNS(IIDFromString(W("{f8d253d9-89a4-4daa-87b6-1168369f0b21}"), &one), S_OK);
    CHECK(IsEqualCLSID(REF(one), REF(CLSID_UpdateServiceManager)));
    RETURNS(IIDFromString(NULL, &one), S_OK);
    CHECK(IsEqualIID(REF(one), REF(IID_NULL)));
    RETURNS(IIDFromString(W("Microsoft.Update.Session"), &one), E_INVALIDARG);
    RETURNS(IIDFromString(W("{f8d253d9-89a4-4daa-87b6-1168369f0b21"), &one), E_INVALIDARG);

    text = (LPOLESTR)&one;
    RETURNS(ProgIDFromCLSID(REF(unknown), &text), REGDB_E_CLASSNOTREG);
    CHECK(text == NULL);
    RETURNS(ProgIDFromCLSID(REF(unknown), NULL), E_INVALIDARG);
    RETURNS(CLSIDFromProgIDEx(W("Microsoft.Update.Nothing"), &one), CO_E_CLASSSTRING);
#ifndef _WIN32
    /* What is registered there says which names there are. */
    RETURNS(ProgIDFromCLSID(REF(CLSID_UpdateSession), &text), S_OK);
    CHECK(is_text(text, W("Microsoft.Update.Session.1"), 26));
    RETURNS(CLSIDFromProgIDEx(text, &one), S_OK);
    CHECK(IsEqualCLSID(REF(one), REF(CLSID_UpdateSession)));
    CoTaskMemFree(text);
#endif
}

static void memory(void) {
    char *block = (char *)CoTaskMemRealloc(NULL, 4);
    CHECK(block != NULL);
    memcpy(block, "text", 4);
    block = (char *)CoTaskMemRealloc(block, 10000);
    CHECK(block != NULL && memcmp(block, "text", 4) == 0);
    CHECK(CoTaskMemRealloc(block, 0) == NULL);
    block = (char *)CoTaskMemRealloc(NULL, 0);
    CHECK(block != NULL);
    CoTaskMemFree(block);
}

static HRESULT secure(void) {
    return CoInitializeSecurity(NULL, -1, NULL, NULL, RPC_C_AUTHN_LEVEL_DEFAULT, RPC_C_IMP_LEVEL_IMPERSONATE, NULL,
                                EOAC_NONE, NULL);
}

static void security(void) {
#ifndef _WIN32
    /* Under Wine it succeeds whenever it is called. */
    int something;
    CoUninitialize();
    RETURNS(secure(), CO_E_NOTINITIALIZED);
    RETURNS(CoInitializeEx(NULL, COINIT_MULTITHREADED), S_OK);
    RETURNS(CoInitializeSecurity(NULL, -1, NULL, &something, 0, 3, NULL, 0, NULL), E_INVALIDARG);
    RETURNS(secure(), S_OK);
    RETURNS(secure(), RPC_E_TOO_LATE);
#else
    RETURNS(secure(), S_OK);
#endif
}

static void print_time(double date) {
    SYSTEMTIME time;
    memset(&time, 0xee, sizeof time);
    if (!VariantTimeToSystemTime(date, &time)) {
        CHECK(time.wYear == 0xeeee);
        printf("  no date\n");
        return;
    }
    printf("  %04u-%02u-%02u (%u) %02u:%02u:%02u.%u\n", time.wYear, time.wMonth, time.wDay, time.wDayOfWeek, time.wHour,
           time.wMinute, time.wSecond, time.wMilliseconds);
}

static void print_date(WORD year, WORD month, WORD day, WORD hour, WORD minute, WORD second, WORD milliseconds) {
    SYSTEMTIME time;
    double date = 777;
    memset(&time, 0, sizeof time);
    time.wYear = year;
    time.wMonth = month;
    time.wDayOfWeek = 9;
    time.wDay = day;
    time.wHour = hour;
    time.wMinute = minute;
    time.wSecond = second;
    time.wMilliseconds = milliseconds;
    if (SystemTimeToVariantTime(&time, &date)) {
        printf("  %.9f\n", date);
    } else {
        CHECK(date == 777);
        printf("  no time\n");
    }
}

static void dates(void) {
    print_time(0);
    print_time(-1.25);
    print_time(36526.123456789);
    print_time(-657434.5);
    print_time(-657435);
    print_time(2958465.99999);
    print_time(2958466);
    print_date(2000, 1, 1, 12, 30, 15, 999);
    print_date(1899, 12, 29, 6, 0, 0, 0);
    print_date(2001, 2, 29, 0, 0, 0, 0);
    print_date(2000, 1, 0, 0, 0, 0, 0);
    print_date(2000, 1, 32, 0, 0, 0, 0);
    print_date(2000, 13, 1, 0, 0, 0, 0);
    print_date(10000, 1, 1, 0, 0, 0, 0);
    print_date(49, 1, 1, 0, 0, 0, 0);
    print_date(50, 1, 1, 0, 0, 0, 0);
#ifndef _WIN32
    /* Null pointers end the program there. */
    {
        SYSTEMTIME time;
        double date;
        CHECK(VariantTimeToSystemTime(1, NULL) == 0);
        CHECK(SystemTimeToVariantTime(NULL, &date) == 0 && SystemTimeToVariantTime(&time, NULL) == 0);
    }
#endif
}

/* An error object that counts. */
static ULONG references = 1;

#ifdef __cplusplus
struct Error : public IErrorInfo {
    virtual ~Error() {}
    STDMETHODIMP QueryInterface(REFIID, void **ppv) { return *ppv = NULL, E_NOINTERFACE; }
    STDMETHODIMP_(ULONG) AddRef() { return ++references; }
    STDMETHODIMP_(ULONG) Release() { return --references; }
    STDMETHODIMP GetGUID(GUID *) { return E_NOTIMPL; }
    STDMETHODIMP GetSource(BSTR *) { return E_NOTIMPL; }
    STDMETHODIMP GetDescription(BSTR *) { return E_NOTIMPL; }
    STDMETHODIMP GetHelpFile(BSTR *) { return E_NOTIMPL; }
    STDMETHODIMP GetHelpContext(DWORD *) { return E_NOTIMPL; }
};
static Error error;
#else
static HRESULT STDMETHODCALLTYPE query(IErrorInfo *This, REFIID riid, void **ppv) {
    (void)This;
    (void)riid;
    *ppv = NULL;
    return E_NOINTERFACE;
}
static ULONG STDMETHODCALLTYPE add_reference(IErrorInfo *This) {
    (void)This;
    return ++references;
}
static ULONG STDMETHODCALLTYPE release(IErrorInfo *This) {
    (void)This;
    return --references;
}
static IErrorInfoVtbl table = {query, add_reference, release, NULL, NULL, NULL, NULL, NULL};
static IErrorInfo error = {&table};
#endif

static void see_none(void *unused) {
    IErrorInfo *found = &error;
    (void)unused;
    RETURNS(GetErrorInfo(0, &found), S_FALSE);
    CHECK(found == NULL);
}

static void error_objects(void) {
    IErrorInfo *found = &error;
    see_none(NULL);
    RETURNS(SetErrorInfo(0, &error), S_OK);
    CHECK(references == 2);
    RETURNS(SetErrorInfo(0, &error), S_OK);
    CHECK(references == 2);
    thread_join(thread_start(see_none, NULL));
    RETURNS(GetErrorInfo(0, &found), S_OK);
    CHECK(found == &error && references == 2);
    see_none(NULL);
    CALL(found, Release);
    CHECK(references == 1);
    RETURNS(SetErrorInfo(0, &error), S_OK);
    RETURNS(SetErrorInfo(0, NULL), S_OK);
    CHECK(references == 1);
    see_none(NULL);
    RETURNS(GetErrorInfo(1, &found), E_INVALIDARG);
    RETURNS(GetErrorInfo(0, NULL), E_INVALIDARG);
    RETURNS(SetErrorInfo(1, &error), E_INVALIDARG);
    RETURNS(SetErrorInfo(0, &error), S_OK);
    CoUninitialize();
#ifndef _WIN32
    /* Wine keeps it until the thread ends. */
    CHECK(references == 1);
#endif
}

int main(void) {
    RETURNS(CoInitializeEx(NULL, COINIT_MULTITHREADED), S_OK);
    RUN(identifiers);
    RUN(memory);
    RUN(security);
    RUN(dates);
    RUN(error_objects);
    return 0;
}
