// SPDX-License-Identifier: MIT OR Apache-2.0
// env: ENLIST_STORE={new}
// linux only: permissions and links are Linux's.
// not under: valgrind sanitizers; what they print would be taken for the library's
// env: ENLIST_JOURNAL={new}.journal
// A store that cannot be used stops WSAStartup, and the journal says why; it is never replaced, and the memory never takes its place.
#include "rnr.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>

static char folder[512], database[600];

/* What start-up returns, and what the journal says: without the folder, which is another one in every run. Nothing is printed. */
static void show_start(void) {
    static const char beginning[] = "\"message\":\"ENLIST_STORE: ";
    WSADATA data;
    char line[2048] = "", *place = NULL;
    int saved = dup(2), file = open("/tmp", O_TMPFILE | O_RDWR, 0600), result;
    FILE *journal;
    CHECK(saved >= 0 && file >= 0 && dup2(file, 2) == 2);
    CHECK(unlink(getenv("ENLIST_JOURNAL")) == 0 || errno == ENOENT);
    result = WSAStartup(MAKEWORD(2, 2), &data);
    CHECK(dup2(saved, 2) == 2 && lseek(file, 0, SEEK_END) == 0);
    journal = fopen(getenv("ENLIST_JOURNAL"), "r");
    CHECK(journal != NULL);
    while (place == NULL && fgets(line, sizeof line, journal) != NULL) {
        place = strstr(line, beginning);
    }
    fclose(journal);
    if (place != NULL) {
        place += sizeof beginning - 1;
        CHECK(strncmp(place, folder, strlen(folder)) == 0);
        place += strlen(folder);
        place[strcspn(place, "\"")] = 0;
    }
    printf("  %s: %s\n", result == 0 ? "started" : error_name(result), place == NULL ? "" : place);
    close(file);
    close(saved);
    if (result == 0) {
        CHECK(WSACleanup() == 0);
    }
}

/* Start-up reads the variables once, so each case has a process. */
static void in_child(void (*body)(void)) {
    int status;
    pid_t child;
    fflush(stdout);
    child = fork();
    CHECK(child >= 0);
    if (child == 0) {
        body();
        fflush(stdout);
        _exit(0);
    }
    CHECK(waitpid(child, &status, 0) == child && status == 0);
}

static void write_file(const char *path, const char *content) {
    FILE *file = fopen(path, "w");
    CHECK(file != NULL && fputs(content, file) >= 0 && fclose(file) == 0);
}

static void remove_files(void) {
    static const char *const files[] = {"services.db", "services.db-journal", "queue", "generation"};
    char path[700];
    size_t index;
    for (index = 0; index < 4; index++) {
        snprintf(path, sizeof path, "%s/%s", folder, files[index]);
        CHECK(unlink(path) == 0 || errno == ENOENT);
    }
}

static void a_folder_that_is_none(void) {
    write_file(folder, "");
    in_child(show_start);
    CHECK(unlink(folder) == 0 && symlink("/tmp", folder) == 0);
    in_child(show_start);
    CHECK(unlink(folder) == 0);
}

static void a_folder_that_others_may_write_to(void) {
    CHECK(mkdir(folder, 0700) == 0 && chmod(folder, 0777) == 0);
    in_child(show_start);
    set_variable("ENLIST_STORE_TRUST", "shared");
    in_child(show_start);
    set_variable("ENLIST_STORE_TRUST", NULL);
    CHECK(chmod(folder, 0700) == 0);
    in_child(show_start);
    remove_files();
}

static void a_file_that_is_no_database(void) {
    char content[64];
    FILE *file;
    write_file(database, "Dear diary, this is no database but something that somebody wrote.");
    CHECK(chmod(database, 0600) == 0);
    in_child(show_start);
    file = fopen(database, "r");
    CHECK(file != NULL && fgets(content, sizeof content, file) != NULL);
    CHECK(strncmp(content, "Dear diary", 10) == 0 && fclose(file) == 0);
    CHECK(unlink(database) == 0);
}

static void a_link_in_the_place_of_the_database(void) {
    char elsewhere[700];
    snprintf(elsewhere, sizeof elsewhere, "%s/elsewhere", folder);
    write_file(elsewhere, "");
    CHECK(symlink(elsewhere, database) == 0);
    in_child(show_start);
    CHECK(unlink(database) == 0);
}

/* Somebody who may read the store and not write to it. */
static void be_a_reader(void) {
    if (geteuid() == 0) {
        CHECK(setgid(65534) == 0 && setuid(65534) == 0);
    }
    start_winsock();
    CHECK(strcmp(state_of(W("public"), CLASS_A), "ports 1, registered") == 0);
    CHECK(strcmp(state_of(W("public"), CLASS_A), "ports 1, registered") == 0);
    FAILS(set_ports(RNRSERVICE_REGISTER, 0, W("public"), CLASS_A, 2u, END), WSAEACCES);
    CHECK(strcmp(state_of(W("public"), CLASS_A), "ports 1, registered") == 0);
    CHECK(WSACleanup() == 0);
}

static void wait_for_ever(void) {
    for (;;) {
        pause();
    }
}

/* Keeps the store open, and lives. */
static pid_t publish_and_stay(void) {
    int ready[2];
    char word;
    pid_t child;
    CHECK(pipe(ready) == 0);
    child = fork();
    CHECK(child >= 0);
    if (child == 0) {
        set_variable("ENLIST_STORE_MODE", "open");
        start_winsock();
        WORKS(set_ports(RNRSERVICE_REGISTER, 0, W("public"), CLASS_A, 1u, END));
        CHECK(write(ready[1], "x", 1) == 1);
        wait_for_ever();
    }
    CHECK(read(ready[0], &word, 1) == 1);
    close(ready[0]);
    close(ready[1]);
    return child;
}

static void publish(void) {
    start_winsock();
    WORKS(set_ports(RNRSERVICE_REGISTER, 0, W("public"), CLASS_A, 1u, END));
    CHECK(WSACleanup() == 0);
}

static char public_folder[32];

static void make_public_folder(void) {
    strcpy(public_folder, "/tmp/enlist-public-XXXXXX");
    CHECK(mkdtemp(public_folder) != NULL && chmod(public_folder, 0755) == 0);
    set_variable("ENLIST_STORE", public_folder);
}

static const char *const public_files[] = {"services.db",     "services.db-journal", "queue",
                                           "generation",      "services.db-wal",     "services.db-shm"};
#define PUBLIC_FILES (sizeof public_files / sizeof *public_files)

/* Takes write permission from whoever is not root anyway. */
static void close_public_folder(void) {
    char path[128];
    size_t index;
    if (geteuid() != 0) {
        CHECK(chmod(public_folder, 0555) == 0);
    }
    for (index = 0; index < PUBLIC_FILES; index++) {
        snprintf(path, sizeof path, "%s/%s", public_folder, public_files[index]);
        CHECK(geteuid() == 0 || chmod(path, 0444) == 0 || errno == ENOENT);
    }
    /* A stranger trusts root, and nobody else. */
    set_variable("ENLIST_STORE_TRUST", "shared");
}

static void remove_public_folder(void) {
    char path[128];
    size_t index;
    CHECK(chmod(public_folder, 0755) == 0);
    for (index = 0; index < PUBLIC_FILES; index++) {
        snprintf(path, sizeof path, "%s/%s", public_folder, public_files[index]);
        CHECK(unlink(path) == 0 || errno == ENOENT);
    }
    CHECK(rmdir(public_folder) == 0);
}

static void who_may_only_read_finds_and_cannot_register(void) {
    make_public_folder();
    in_child(publish);
    close_public_folder();
    in_child(be_a_reader);
    remove_public_folder();
}

/* The log is there as long as somebody keeps the store open, and after he was killed. */
static void and_finds_what_stands_in_a_log(void) {
    static const char *const modes[] = {"closed", "open"};
    pid_t publisher;
    size_t mode;
    make_public_folder();
    publisher = publish_and_stay();
    close_public_folder();
    for (mode = 0; mode < 2; mode++) {
        set_variable("ENLIST_STORE_MODE", modes[mode]);
        in_child(be_a_reader);
    }
    CHECK(kill(publisher, SIGKILL) == 0 && waitpid(publisher, NULL, 0) == publisher);
    for (mode = 0; mode < 2; mode++) {
        set_variable("ENLIST_STORE_MODE", modes[mode]);
        in_child(be_a_reader);
    }
    set_variable("ENLIST_STORE_MODE", NULL);
    remove_public_folder();
}

int main(void) {
    snprintf(folder, sizeof folder, "%s", getenv("ENLIST_STORE"));
    snprintf(database, sizeof database, "%s/services.db", folder);
    RUN(a_folder_that_is_none);
    RUN(a_folder_that_others_may_write_to);
    RUN(a_file_that_is_no_database);
    RUN(a_link_in_the_place_of_the_database);
    RUN(who_may_only_read_finds_and_cannot_register);
    RUN(and_finds_what_stands_in_a_log);
    return 0;
}
