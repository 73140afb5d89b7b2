/* An entry on its way to kneadd: made of a command line or of answers, checked, and logged. */
#pragma once

#include "cli/command.h"
#include "cli/place.h"
#include "common/entry.h"

struct draft {
    struct entry entry; /* with its id */
    bool timed;         /* when it was so was said; else it is now, by kneadd's own clock */
};

/* The kind of which a word is the name, shortened while unambiguous; ENTRY_KIND_COUNT: none. */
enum entry_kind draft_kind(const char *word);
/* Says, where one is near, which kind may have been meant. */
void draft_no_kind(const char *word, char why[static PLACE_WHY_MAX]);
/* An id for an entry, or for another version of one. 0, or -EIO: then DRAFT_NO_ID says why. */
#define DRAFT_NO_ID "the system has no random numbers for the entry's id"
int draft_id(const struct cli *cli, char ret[static UUID7_TEXT_MAX]);
/* An entry of now that says nothing yet. 0, or -errno with why. */
int draft_begin(const struct cli *cli, enum entry_kind kind, struct draft *ret,
                char ret_why[static PLACE_WHY_MAX]);
/* WHEN as typed. As above. */
int draft_at(const struct cli *cli, const char *text, struct draft *draft,
             char ret_why[static PLACE_WHY_MAX]);
/* NAME=VALUE words, and the words of a place in any order. As above. */
int draft_words(struct draft *draft, const char *const *words, size_t n,
                char ret_why[static PLACE_WHY_MAX]);
/* --at, --note and those that tell facts. As above. */
int draft_options(const struct cli *cli, const struct arguments *arguments, struct draft *draft,
                  char ret_why[static PLACE_WHY_MAX]);
/* Whether it may be logged: entry_check(), but that a drink may leave its amount to kneadd. */
int draft_check(const struct draft *draft, char ret_why[static PLACE_WHY_MAX]);
/* Logs it, or has it kept for kneadd, and says what was understood; programs get the id. Complains
 * by itself. */
enum exit_code draft_log(struct cli *cli, const struct command *self, const struct draft *draft,
                         bool json, bool *ret_kept);
/* edit.c: Edit with these changes (stolen), and what was and is. Complains by itself. */
enum exit_code edit_entry(struct cli *cli, const struct command *self,
                          const struct arguments *arguments, const char *id, json_t *changes);
/* The parameters of Log; members that are not set stay out. NULL: no memory. */
json_t *draft_parameters(const struct draft *draft);
