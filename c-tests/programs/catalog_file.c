// SPDX-License-Identifier: MIT OR Apache-2.0
// linux only: every step is a process of its own, made by fork
// not under: valgrind; it is so slow there that writers give up waiting for the catalogue
// The catalogue in a file: written by one process, found by the next, edited by hand, never half a one.
#include "children.h"
#include "rnr.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <ws2spi.h>
#include <sporder.h>

static char folder[] = "/tmp/enlist-catalog-XXXXXX";
static char path[64], lock_path[80];

static GUID numbered(unsigned process, unsigned number) {
    GUID id = {0x7C0E9A10, 0x22B1, 0x4D3F, {0x80, 0x11, 0x5A, 0x6B, 0x7C, 0x8D, 0x00, 0x00}};
    id.Data4[6] = (unsigned char)process;
    id.Data4[7] = (unsigned char)number;
    return id;
}

static void write_file(const char *content) {
    FILE *file = fopen(path, "w");
    CHECK(file != NULL && fputs(content, file) >= 0 && fclose(file) == 0);
}

static void read_file(char *into, size_t size) {
    FILE *file = fopen(path, "r");
    size_t length;
    CHECK(file != NULL);
    length = fread(into, 1, size - 1, file);
    into[length] = '\0';
    CHECK(fclose(file) == 0);
}

static int count_providers(void) {
    static union {
        WSANAMESPACE_INFOW infos[1];
        unsigned char bytes[65536];
    } buffer;
    DWORD length = sizeof buffer;
    int count = WSAEnumNameSpaceProvidersW(&length, buffer.infos);
    CHECK(count >= 0);
    return count;
}

static void start_up(void) {
    WSADATA data;
    CHECK(WSAStartup(MAKEWORD(2, 2), &data) == 0);
}

static void list(unsigned unused) {
    static union {
        WSANAMESPACE_INFOA infos[16];
        unsigned char bytes[8192];
    } buffer;
    DWORD length = sizeof buffer;
    int count, index;
    (void)unused;
    start_up();
    count = WSAEnumNameSpaceProvidersA(&length, buffer.infos);
    CHECK(count >= 0);
    for (index = 0; index < count; index++) {
        printf("  \"%s\" namespace %u, active %d\n", buffer.infos[index].lpszIdentifier,
               (unsigned)buffer.infos[index].dwNameSpace, (int)buffer.infos[index].fActive);
    }
}

static void install_one(unsigned number) {
    GUID id = numbered(0, number);
    WORKS(WSCInstallNameSpace(W("By a program"), W("/nowhere/program.so"), NS_DNS, 1, &id));
}

static void a_change_makes_the_file_and_the_next_process_finds_it(void) {
    CHECK(access(path, F_OK) != 0);
    in_process(list, 0);
    CHECK(access(path, F_OK) != 0);
    in_process(install_one, 1);
    CHECK(access(path, F_OK) == 0);
    in_process(list, 0);
}

static const char by_hand[] = "# Mine.\n"
                              "[[provider]]\n"
                              "name = \"By hand: \u00E9\" # with a comment\n"
                              "id = '3B2637EE-E580-11CF-A555-00C04FD8D4AC'\n"
                              "namespace = 32\n"
                              "library = '%SystemRoot%\\System32\\winrnr.dll'\n";

static void registers_in_the_directory(unsigned unused) {
    (void)unused;
    start_up();
    WORKS(set_ports(RNRSERVICE_REGISTER, 0, W("service"), CLASS_A, 80, END));
}

static void enable_by_hand(unsigned active) {
    WORKS(WSCEnableNSProvider(directory_provider(), (BOOL)active));
}

static void a_file_is_written_by_hand(void) {
    char content[4096];
    write_file(by_hand);
    in_process(list, 0);
    in_process(registers_in_the_directory, 0);
    in_process(enable_by_hand, 0);
    in_process(list, 0);
    read_file(content, sizeof content);
    CHECK(strncmp(content, by_hand, strlen(by_hand)) == 0);
    write_file("");
    in_process(list, 0);
}

static void is_refused(unsigned unused) {
    GUID id = numbered(0, 9);
    WSADATA data;
    (void)unused;
    CHECK(WSAStartup(MAKEWORD(2, 2), &data) == WSASYSNOTREADY);
    FAILS(WSASetServiceW(NULL, RNRSERVICE_REGISTER, 0), WSANOTINITIALISED);
    FAILS(WSCInstallNameSpace(W("x"), W("/x"), NS_DNS, 1, &id), WSASYSCALLFAILURE);
    FAILS(WSCUnInstallNameSpace(&id), WSASYSCALLFAILURE);
    FAILS(WSCEnableNSProvider(&id, TRUE), WSASYSCALLFAILURE);
    CHECK(WSCWriteNameSpaceOrder(&id, 1) == WSASYSCALLFAILURE);
    /* Once the file is right, so is the next start-up. */
    CHECK(rename(path, lock_path) == 0);
    start_up();
    CHECK(rename(lock_path, path) == 0);
    CHECK(WSACleanup() == 0);
    CHECK(WSAStartup(MAKEWORD(2, 2), &data) == WSASYSNOTREADY);
}

static void what_is_no_catalogue_is_not_half_read(void) {
    static const char *const wrong[] = {
        "[[provider]]\nname = 'x'\n",
        "[[provider]]\nname = 'x'\nid = '00000000-0000-0000-0000-000000000001'\nnamespace = 0\nlibrary = '/x'\n",
        "[[provider]]\nname = 'x'\nid = '00000000-0000-0000-0000-000000000001'\nnamespace = 1\nlibrary = '/x'\nmore = 1\n",
        "surely = 'not'\n",
        "[[provider]\n",
        "\xFF\n",
    };
    size_t index;
    snprintf(lock_path, sizeof lock_path, "%s.aside", path);
    for (index = 0; index < sizeof wrong / sizeof wrong[0]; index++) {
        char content[4096];
        /* A right entry before it makes it no better. */
        snprintf(content, sizeof content, "%s%s", by_hand, wrong[index]);
        write_file(content);
        in_process(is_refused, 0);
        read_file(content, sizeof content);
        CHECK(strstr(content, wrong[index]) != NULL);
    }
    CHECK(unlink(path) == 0 && mkfifo(path, 0600) == 0);
    in_process(is_refused, 0);
    CHECK(unlink(path) == 0);
}

static void no_file_can_hold_it(unsigned unused) {
    WCHAR lone[] = {'x', 0xD800, 0};
    GUID id = numbered(0, 2);
    (void)unused;
    FAILS(WSCInstallNameSpace(lone, W("/x"), NS_DNS, 1, &id), WSAEINVAL);
    FAILS(WSCInstallNameSpace(W("x"), lone, NS_DNS, 1, &id), WSAEINVAL);
}

static void texts_are_unicode(void) {
    in_process(no_file_can_hold_it, 0);
    CHECK(access(path, F_OK) != 0);
}

static void may_not_write(unsigned unused) {
    GUID id = numbered(0, 3);
    (void)unused;
    FAILS(WSCInstallNameSpace(W("x"), W("/x"), NS_DNS, 1, &id), WSAEACCES);
    FAILS(WSCUnInstallNameSpace(directory_provider()), WSAEACCES);
    FAILS(WSCEnableNSProvider(directory_provider(), FALSE), WSASYSCALLFAILURE);
    CHECK(WSCWriteNameSpaceOrder(directory_provider(), 1) == WSANO_RECOVERY);
    /* What is asked for is looked at first. */
    FAILS(WSCUnInstallNameSpace(&id), WSAEINVAL);
    start_up();
    CHECK(count_providers() == 1);
}

static void a_file_that_may_not_be_written_can_be_read(void) {
    write_file(by_hand);
    CHECK(chmod(path, 0444) == 0);
    in_process(may_not_write, 0);
    CHECK(unlink(path) == 0);
}

static void keeps_its_catalogue(unsigned unused) {
    (void)unused;
    start_up();
    CHECK(count_providers() == 1);
    in_process(install_one, 4);
    CHECK(count_providers() == 1);
    CHECK(WSACleanup() == 0);
    start_up();
    CHECK(count_providers() == 2);
    /* A change of its own shows all of the file. */
    in_process(install_one, 5);
    CHECK(count_providers() == 2);
    install_one(6);
    CHECK(count_providers() == 4);
}

static void others_see_a_change_at_their_next_start(void) {
    write_file(by_hand);
    in_process(keeps_its_catalogue, 0);
    CHECK(unlink(path) == 0);
}

static void finds_the_file_gone(unsigned unused) {
    (void)unused;
    start_up();
    CHECK(count_providers() == 1);
    CHECK(unlink(path) == 0);
    CHECK(count_providers() == 1);
    CHECK(WSACleanup() == 0);
    list(0);
    CHECK(WSACleanup() == 0);
    CHECK(access(path, F_OK) != 0);
}

static void without_its_file_the_catalogue_is_the_first_one_again(void) {
    write_file(by_hand);
    in_process(finds_the_file_gone, 0);
}

static unsigned char large[65536];

static INT install_large(unsigned number) {
    GUID id = numbered(8, number);
    BLOB specific = {sizeof large, large};
    return WSCInstallNameSpaceEx(W("Large"), W("/nowhere/large.so"), NS_DNS, 1, &id, &specific);
}

static void install_until_full(unsigned unused) {
    GUID first = numbered(8, 0);
    (void)unused;
    WORKS(install_large(0));
    FAILS(install_large(1), WSA_NOT_ENOUGH_MEMORY);
    start_up();
    CHECK(count_providers() == 2);
    CHECK(WSACleanup() == 0);
    WORKS(WSCUnInstallNameSpace(&first));
    WORKS(install_large(1));
    FAILS(install_large(0), WSA_NOT_ENOUGH_MEMORY);
    WORKS(WSCEnableNSProvider(directory_provider(), FALSE));
}

/* What fills the file is for the most part a comment, since that is quickly read. */
static void a_full_file_stays_usable(void) {
    static char content[800000];
    size_t length = strlen(by_hand);
    memset(content, '#', sizeof content - 1);
    memcpy(content, by_hand, length);
    write_file(content);
    in_process(install_until_full, 0);
    in_process(list, 0);
    CHECK(unlink(path) == 0);
}

static void finds_it_locked(unsigned which) {
    GUID id = numbered(0, 8);
    switch (which) {
    case 0:
        CHECK(WSCWriteNameSpaceOrder(directory_provider(), 1) == WSATRY_AGAIN);
        break;
    case 1:
        FAILS(WSCInstallNameSpace(W("x"), W("/x"), NS_DNS, 1, &id), WSASYSCALLFAILURE);
        break;
    case 2:
        FAILS(WSCUnInstallNameSpace(directory_provider()), WSASYSCALLFAILURE);
        break;
    default:
        FAILS(WSCEnableNSProvider(directory_provider(), FALSE), WSASYSCALLFAILURE);
        break;
    }
    /* To read it needs no lock. */
    start_up();
    CHECK(count_providers() == 1);
}

static void somebody_who_keeps_the_lock_is_not_waited_for(void) {
    char content[4096];
    pid_t processes[4];
    unsigned which;
    int lock;
    write_file(by_hand);
    snprintf(lock_path, sizeof lock_path, "%s.lock", path);
    lock = open(lock_path, O_RDWR | O_CREAT, 0600);
    CHECK(lock >= 0 && flock(lock, LOCK_EX | LOCK_NB) == 0);
    /* Each gives up after a while, and all of them after the same. */
    for (which = 0; which < 4; which++) {
        processes[which] = begin_process(finds_it_locked, which);
    }
    for (which = 0; which < 4; which++) {
        end_process(processes[which]);
    }
    CHECK(close(lock) == 0);
    read_file(content, sizeof content);
    CHECK(strcmp(content, by_hand) == 0);
    in_process(enable_by_hand, 0);
    CHECK(unlink(path) == 0);
}

static void install_many(unsigned process) {
    unsigned number;
    for (number = 0; number < 20; number++) {
        GUID id = numbered(process, number);
        CHECK(WSCInstallNameSpace(W("One of many"), W("/nowhere/many.so"), NS_DNS, 1, &id) == 0);
    }
}

static void all_are_there(unsigned count) {
    start_up();
    CHECK(count_providers() == (int)count);
}

static void no_change_of_many_processes_is_lost(void) {
    pid_t processes[4];
    unsigned process;
    write_file("");
    for (process = 0; process < 4; process++) {
        processes[process] = begin_process(install_many, process + 1);
    }
    for (process = 0; process < 4; process++) {
        end_process(processes[process]);
    }
    in_process(all_are_there, 80);
    CHECK(unlink(path) == 0);
}

static void change_until_killed(unsigned process) {
    for (;;) {
        GUID id = numbered(process, 1);
        CHECK(WSCInstallNameSpace(W("Fleeting"), W("/nowhere/fleeting.so"), NS_DNS, 1, &id) == 0);
        CHECK(WSCUnInstallNameSpace(&id) == 0);
    }
}

static void is_readable(unsigned unused) {
    int count;
    (void)unused;
    start_up();
    count = count_providers();
    CHECK(count == 1 || count == 2);
}

static void whoever_is_killed_leaves_a_whole_file(void) {
    unsigned round;
    int status;
    for (round = 0; round < 20; round++) {
        pid_t process;
        write_file(by_hand);
        process = begin_process(change_until_killed, 9);
        sleep_ms(3 + round);
        CHECK(kill(process, SIGKILL) == 0);
        CHECK(waitpid(process, &status, 0) == process && WIFSIGNALED(status));
        in_process(is_readable, 0);
        in_process(install_one, 7);
        CHECK(unlink(path) == 0);
    }
}

int main(void) {
    char command[128];
    CHECK(mkdtemp(folder) != NULL);
    snprintf(path, sizeof path, "%s/catalog.toml", folder);
    set_variable("ENLIST_CATALOG", path);
    RUN(a_change_makes_the_file_and_the_next_process_finds_it);
    RUN(a_file_is_written_by_hand);
    RUN(what_is_no_catalogue_is_not_half_read);
    RUN(texts_are_unicode);
    RUN(a_file_that_may_not_be_written_can_be_read);
    RUN(others_see_a_change_at_their_next_start);
    RUN(without_its_file_the_catalogue_is_the_first_one_again);
    RUN(a_full_file_stays_usable);
    RUN(somebody_who_keeps_the_lock_is_not_waited_for);
    RUN(no_change_of_many_processes_is_lost);
    RUN(whoever_is_killed_leaves_a_whole_file);
    snprintf(command, sizeof command, "rm -r %s", folder);
    CHECK(system(command) == 0);
    return 0;
}
