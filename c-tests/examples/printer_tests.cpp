/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Tests of a program that registers a printer, which is the function below. */
#include <winsock2.h>

#include "enlist_gtest.h"

static GUID printers = {0x5ad3c2f0, 0x11e4, 0x4b7a, {0x9c, 0x21, 0x3d, 0x58, 0x6e, 0x70, 0x84, 0x0a}};

static bool register_printer(const char *name) {
    WSADATA data;
    if (WSAStartup(MAKEWORD(2, 2), &data) != 0) {
        return false;
    }
    WSAQUERYSETA service = {};
    service.dwSize = sizeof service;
    service.lpszServiceInstanceName = const_cast<char *>(name);
    service.lpServiceClassId = &printers;
    service.dwNameSpace = NS_NTDS;
    /* Once more, if somebody was at work on it. */
    for (int attempt = 0; attempt < 2; attempt++) {
        if (WSASetServiceA(&service, RNRSERVICE_REGISTER, 0) == 0) {
            return true;
        }
        if (WSAGetLastError() != WSATRY_AGAIN) {
            break;
        }
    }
    return false;
}

TEST(Printer, RegistersOnce) {
    EXPECT_TRUE(register_printer("Laser"));
    EXPECT_EQ(enlist_journal_count("WSASetServiceA"), 1);
}

TEST(Printer, TriesAgain) {
    enlist_fail("WSASetServiceA", 1, 1, WSATRY_AGAIN);
    EXPECT_TRUE(register_printer("Laser"));
    EXPECT_EQ(enlist_journal_count("WSASetServiceA"), 2);
}

TEST(Printer, GivesUpWhenItMayNot) {
    enlist_fail("WSASetServiceA", 1, 0, WSAEACCES);
    EXPECT_FALSE(register_printer("Laser"));
    EXPECT_EQ(enlist_journal_count("WSASetServiceA"), 1);
}

/* Neither the faults nor the start-ups of the tests before are there. */
TEST(Printer, StartsClean) {
    EXPECT_EQ(WSACleanup(), SOCKET_ERROR);
    EXPECT_EQ(WSAGetLastError(), WSANOTINITIALISED);
    EXPECT_TRUE(register_printer("Laser"));
}

#ifdef BROKEN
TEST(Printer, Fails) {
    EXPECT_FALSE(register_printer("<Laser>"));
}
#endif

int main(int argc, char **argv) {
    testing::InitGoogleTest(&argc, argv);
    enlist::listen();
    return RUN_ALL_TESTS();
}
