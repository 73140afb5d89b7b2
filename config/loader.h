/* What config.c and checks.c share while a file is being read. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "config/config.h"
#include "config/ini_file.h"
#include "config/schema.h"

#define NAME_SHOWN 160 /* bytes of a path that a complaint repeats */

/* A key of the section that is open. */
struct seen {
    unsigned line; /* 0: not given */
    bool refused;
    char value[INI_LINE_MAX + 1];
};

struct loader {
    struct settings settings; /* as far as read */
    char name[NAME_SHOWN + 1];
    struct rule preset; /* each reminder before its first key */
    struct rule spare;  /* takes the keys of a reminder that is refused by its name */
    size_t rules_size;
    unsigned *rule_lines; /* of each rule's section; owned */

    /* The section that is open. SECTION_COUNT: none that is known. */
    enum section section;
    unsigned section_line;
    char title[INI_LINE_MAX + 1]; /* as written between the brackets; "" before the first */
    struct rule *rule;            /* its target, if a reminder */
    struct seen seen[SCHEMA_MAX];
    unsigned first_line[SECTION_COUNT];

    struct {
        unsigned line;
        char *text;          /* owned */
    } found[COMPLAINTS_MAX]; /* the first so many, by line */
    size_t found_n, dropped;
    int error; /* -ENOMEM */
};

/* Notes a complaint about a line, in the order of lines. */
__attribute__((format(printf, 3, 4))) void loader_complain(struct loader *l, unsigned line,
                                                           const char *format, ...);

/* What the keys of the section that ends say about each other. */
void check_section(struct loader *l);
/* That no two reminders have the same name. */
void check_names(struct loader *l);
