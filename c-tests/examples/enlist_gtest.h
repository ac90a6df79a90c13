/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * A listener for GoogleTest: every test starts with a clean Enlist, and a test that fails shows the calls that it made.
 *
 *     int main(int argc, char **argv) {
 *         testing::InitGoogleTest(&argc, argv);
 *         enlist::listen();
 *         return RUN_ALL_TESTS();
 *     }
 */
#ifndef ENLIST_GTEST_H
#define ENLIST_GTEST_H

#include <cstdint>
#include <cstdio>
#include <string>
#include <vector>

#include <enlist.h>
#include <gtest/gtest.h>

namespace enlist {

/* The calls since the test began, a line of JSON each. */
inline std::string journal() {
    std::string text;
    const int64_t length = enlist_journal_length();
    for (int64_t index = 0; index < length; index++) {
        size_t size = 0;
        enlist_journal_entry(static_cast<uint64_t>(index), nullptr, &size);
        std::vector<char> line(size);
        if (enlist_journal_entry(static_cast<uint64_t>(index), line.data(), &size) == ENLIST_OK) {
            text += line.data();
            text += '\n';
        }
    }
    return text;
}

class Listener : public testing::EmptyTestEventListener {
    void OnTestStart(const testing::TestInfo &) override {
        if (enlist_reset() != ENLIST_OK || enlist_journal_start() != ENLIST_OK) {
            ADD_FAILURE() << "Enlist cannot start anew";
        }
    }

    void OnTestEnd(const testing::TestInfo &test) override {
        if (test.result()->Failed()) {
            const std::string calls = journal();
            std::printf("Calls of %s.%s:\n%s", test.test_suite_name(), test.name(), calls.c_str());
            std::fflush(stdout);
            /* And into the report of --gtest_output=xml. */
            testing::Test::RecordProperty("enlist_journal", calls);
        }
        enlist_journal_stop();
    }
};

/* Has every test from now on listened to. */
inline void listen() {
    /* Owned by the list. */
    testing::UnitTest::GetInstance()->listeners().Append(new Listener);
}

}  // namespace enlist

#endif /* ENLIST_GTEST_H */
