/* From the lines of the schedule file to settings.
 *
 * Values go through the schema's parsers as their lines come; what keys say about each other is
 * checked (checks.c) when their section ends, and names that stand twice when the file does.
 * Complaints are kept in the order of their lines, whenever they arose. The invariant: settings
 * leave here whole and within their limits, or not at all.
 */
#include "config/config.h"

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/moment.h"
#include "common/scope.h"
#include "common/text.h"
#include "config/loader.h"
#include "default_ini.h"

static void loader_done(struct loader *l)
{
    settings_done(&l->settings);
    free(l->rule_lines);
    for (size_t i = 0; i < l->found_n; i++)
        free(l->found[i].text);
}

/* ---------------------------------------------------------------- complaints */

/* Takes text into its place by line; of too many the last are dropped. */
static void found_insert(struct loader *l, unsigned line, char *text)
{
    size_t i;

    if (l->found_n == COMPLAINTS_MAX) {
        l->dropped++;
        if (line >= l->found[COMPLAINTS_MAX - 1].line) {
            free(text);
            return;
        }
        free(l->found[--l->found_n].text);
    }
    for (i = l->found_n++; i > 0 && l->found[i - 1].line > line; i--)
        l->found[i] = l->found[i - 1];
    l->found[i].line = line;
    l->found[i].text = text;
}

void loader_complain(struct loader *l, unsigned line, const char *format, ...)
{
    char body[COMPLAINT_MAX], *text;
    va_list args;

    va_start(args, format);
    (void)vsnprintf(body, sizeof(body), format, args);
    va_end(args);
    if (asprintf(&text, "%s:%u: %s", l->name, line, body) < 0)
        l->error = -ENOMEM;
    else
        found_insert(l, line, text);
}

/* Hands what was found to the caller: 0 if nothing was, else -errno. */
static int report(const struct loader *l, struct complaints *complaints)
{
    for (size_t i = 0; i < l->found_n; i++)
        complaints_add(complaints, "%s", l->found[i].text);
    if (l->dropped > 0) {
        complaints_add(complaints, "%s: there are %zu more complaints", l->name, l->dropped);
        complaints->dropped += l->dropped;
    }
    if (l->error < 0)
        complaints_add(complaints, "%s: there is not enough memory to read it", l->name);
    return l->error < 0 ? l->error : l->found_n > 0 ? -EINVAL : 0;
}

/* ---------------------------------------------------------------- sections */

static void unknown_section(struct loader *l, size_t length)
{
    const char *names[SECTION_COUNT], *nearest;
    char word[INI_LINE_MAX + 1];

    for (size_t i = 0; i < SECTION_COUNT; i++)
        names[i] = section_name((enum section)i);
    (void)snprintf(word, sizeof(word), "%.*s", (int)length, l->title);
    nearest = text_nearest(word, names, SECTION_COUNT);
    if (nearest)
        loader_complain(l, l->section_line, "[%s]: no such section; did you mean [%s%s]?", l->title,
                        nearest, nearest == names[SECTION_REMINDER] ? " NAME" : "");
    else
        loader_complain(l, l->section_line,
                        "[%s]: no such section; there are [general], [presence], [reminder NAME], "
                        "[pain] and [massage]",
                        l->title);
}

/* Why a reminder cannot have this name, which is typed on the command line beside spans. */
static const char *name_refusal(const char *name)
{
    const char *letters = "abcdefghijklmnopqrstuvwxyz0123456789-";

    _Static_assert(RULE_NAME_MAX == 32 && SCHEDULE_RULES_MAX == 20000, "named in sentences");
    if (name[0] == '\0')
        return "it needs a name, for example [reminder stand-up]";
    if (strlen(name) > RULE_NAME_MAX)
        return "its name is too long; 32 bytes are the most";
    if (strchr(letters + 26, name[0]) || name[strspn(name, letters)] != '\0')
        return "a name is made of lower-case letters, digits and '-', and begins with a letter";
    if (strcmp(name, PAIN_NAME) == 0)
        return "the name pain is taken: it is the question that [pain] ask-at asks";
    return strcmp(name, "all") == 0 ? "the name all is taken: it stands for every reminder" : NULL;
}

static int rules_reserve(struct loader *l)
{
    struct schedule *schedule = &l->settings.schedule;
    size_t size = l->rules_size > 0 ? 2 * l->rules_size : 16;
    struct rule *rules;
    unsigned *lines;

    if (schedule->n < l->rules_size)
        return 0;
    rules = realloc(schedule->rules, size * sizeof(*rules));
    if (!rules)
        return -ENOMEM;
    schedule->rules = rules;
    lines = realloc(l->rule_lines, size * sizeof(*lines));
    if (!lines)
        return -ENOMEM;
    l->rule_lines = lines;
    l->rules_size = size;
    return 0;
}

/* A refused reminder is read all the same, into a spare rule: its keys may be wrong too. */
static void open_reminder(struct loader *l, const char *name)
{
    struct schedule *schedule = &l->settings.schedule;
    const char *why = name_refusal(name);

    if (!why && schedule->n == SCHEDULE_RULES_MAX)
        why = "there are too many; 20000 reminders are the most";
    if (why)
        loader_complain(l, l->section_line, "[%s]: %s", l->title, why);
    if (!why && rules_reserve(l) < 0)
        l->error = -ENOMEM;
    if (why || l->error < 0) {
        l->rule = &l->spare;
        *l->rule = l->preset;
        return;
    }
    l->rule_lines[schedule->n] = l->section_line;
    l->rule = &schedule->rules[schedule->n++];
    *l->rule = l->preset;
    (void)strcpy(l->rule->name, name);
}

static void open_single(struct loader *l, const char *rest)
{
    unsigned *first = &l->first_line[l->section];

    if (*rest != '\0')
        loader_complain(l, l->section_line, "[%s]: this section takes no name; write [%s]",
                        l->title, section_name(l->section));
    if (*first > 0)
        loader_complain(l, l->section_line, "[%s]: it stands here a second time, after line %u",
                        l->title, *first);
    *first = l->section_line;
}

static void take_section(void *owner, unsigned line, const char *name)
{
    struct loader *l = owner;
    size_t length = strcspn(name, " \t"), kind = 0;
    const char *rest = name + length + strspn(name + length, " \t");

    check_section(l);
    for (size_t i = 0; i < schema_n; i++) {
        l->seen[i].line = 0;
        l->seen[i].refused = false;
    }
    l->section_line = line;
    (void)snprintf(l->title, sizeof(l->title), "%s", name);
    while (kind < SECTION_COUNT && (strlen(section_name((enum section)kind)) != length ||
                                    strncmp(section_name((enum section)kind), name, length) != 0))
        kind++;
    l->section = (enum section)kind;
    if (kind == SECTION_COUNT)
        unknown_section(l, length);
    else if (kind == SECTION_REMINDER)
        open_reminder(l, rest);
    else
        open_single(l, rest);
}

/* ---------------------------------------------------------------- keys */

static void unknown_key(struct loader *l, unsigned line, const char *key, const char *value)
{
    const char *nearest = schema_nearest(l->section, key);
    size_t home = 0;

    while (home < SECTION_COUNT && !schema_find((enum section)home, key))
        home++;
    if (home < SECTION_COUNT)
        loader_complain(l, line, "[%s] %s = %s: no such key here; it belongs to [%s%s]", l->title,
                        key, value, section_name((enum section)home),
                        home == SECTION_REMINDER ? " NAME" : "");
    else if (nearest)
        loader_complain(l, line, "[%s] %s = %s: no such key; did you mean %s?", l->title, key,
                        value, nearest);
    else
        loader_complain(l, line, "[%s] %s = %s: no such key; knead.ini(5) lists them", l->title,
                        key, value);
}

static void take_value(void *owner, unsigned line, const char *name, const char *value)
{
    struct loader *l = owner;
    const struct key *key;
    struct seen *seen;
    char *target, why[WHY_MAX];

    if (l->section_line == 0)
        loader_complain(l, line, "%s = %s: it stands before any section; begin with [general]",
                        name, value);
    if (l->section == SECTION_COUNT)
        return;
    key = schema_find(l->section, name);
    if (!key) {
        unknown_key(l, line, name, value);
        return;
    }
    seen = &l->seen[key - schema];
    if (seen->line > 0) {
        loader_complain(l, line, "[%s] %s = %s: it stands here a second time, after line %u",
                        l->title, name, value, seen->line);
        return;
    }
    seen->line = line;
    (void)snprintf(seen->value, sizeof(seen->value), "%s", value);
    target = key->section == SECTION_REMINDER ? (char *)l->rule : (char *)&l->settings;
    seen->refused = key->parse(key, value, target + key->offset, why) < 0;
    if (seen->refused)
        loader_complain(l, line, "[%s] %s = %s: %s%s", l->title, name, value, why,
                        strstr(value, " #") ? " (a comment after a value begins with ';')" : "");
}

static void take_bad_line(void *owner, unsigned line, const char *why)
{
    loader_complain(owner, line, "%s", why);
}

/* ---------------------------------------------------------------- the whole file */

/* A path as complaints show it: its end, if it is long, and always valid text. */
static void show_path(const char *path, char ret[static NAME_SHOWN + 1])
{
    size_t n = strlen(path), skip = n > NAME_SHOWN ? n - NAME_SHOWN + 3 : 0;
    bool valid;

    while (skip > 0 && ((unsigned char)path[skip] & 0xc0) == 0x80)
        skip++;
    (void)snprintf(ret, NAME_SHOWN + 1, "%s%s", skip > 0 ? "..." : "", path + skip);
    valid = text_valid(ret);
    for (; *ret != '\0'; ret++)
        if ((unsigned char)*ret < ' ' || (!valid && (unsigned char)*ret > '~'))
            *ret = '?';
}

static void loader_init(struct loader *l, const char *name)
{
    char why[WHY_MAX];

    *l = (struct loader){.section = SECTION_COUNT};
    show_path(name, l->name);
    (void)snprintf(l->settings.path, sizeof(l->settings.path), "%s", name);
    for (size_t i = 0; i < schema_n; i++) {
        const struct key *key = &schema[i];
        char *target = key->section == SECTION_REMINDER ? (char *)&l->preset : (char *)&l->settings;

        if (key->preset) /* cannot fail: a test reads them all */
            (void)key->parse(key, key->preset, target + key->offset, why);
    }
}

/* What [general] says holds for each reminder that does not say it itself, wherever it stands. */
static void inherit(struct settings *settings)
{
    for (size_t i = 0; i < settings->schedule.n; i++) {
        struct rule *rule = &settings->schedule.rules[i];

        if (rule->hours.n == 0)
            rule->hours = settings->hours;
        if (rule->days == 0)
            rule->days = settings->days;
    }
}

/* The question about pain is a reminder like any other, but for what its buttons do. It is asked
 * once more and no oftener, and waits long enough for an evening away from the screen. */
static void add_question(struct loader *l)
{
    struct settings *s = &l->settings;

    if (s->pain_ask_at < 0)
        return;
    if (s->schedule.n == SCHEDULE_RULES_MAX)
        loader_complain(l, l->first_line[SECTION_PAIN],
                        "[pain]: there are too many reminders beside it; 20000 are the most");
    else if (rules_reserve(l) < 0)
        l->error = -ENOMEM;
    else
        s->schedule.rules[s->schedule.n++] = (struct rule){
            .name = PAIN_NAME,
            .enabled = true,
            .asks_pain = true,
            .message = "Pain in back and neck on average, from 0 (no pain) to 10 (worst pain you "
                       "can imagine)?",
            .at_n = 1,
            .at = {s->pain_ask_at},
            .days = EVERY_DAY,
            .snooze = 30 * USEC_PER_MIN,
            .snoozes = 2,
            .repeat = USEC_PER_HOUR,
            .urgency = URGENCY_NORMAL,
        };
}

int settings_read_stream(FILE *stream, const char *name, struct settings *ret,
                         struct complaints *complaints)
{
    CLEANUP(loader_done) struct loader l;
    int r;

    loader_init(&l, name);
    r = ini_file_read(stream, &(struct ini_sink){take_section, take_value, take_bad_line, &l});
    if (r < 0) {
        complaints_add(complaints, "%s: it could not be read: %s", l.name, strerror(-r));
        return r;
    }
    check_section(&l);
    check_names(&l);
    add_question(&l);
    r = report(&l, complaints);
    if (r < 0)
        return r;
    inherit(&l.settings);
    *ret = l.settings;
    l.settings.schedule = (struct schedule){0};
    return 0;
}

int settings_read(const char *path, struct settings *ret, struct complaints *complaints)
{
    AUTO_FCLOSE FILE *stream = fopen(path, "re");
    char shown[NAME_SHOWN + 1];
    int error = errno;

    if (stream)
        return settings_read_stream(stream, path, ret, complaints);
    show_path(path, shown);
    complaints_add(complaints, "%s: it could not be read: %s", shown, strerror(error));
    return -error;
}

int settings_builtin(struct settings *ret, struct complaints *complaints)
{
    AUTO_FCLOSE FILE *stream = fmemopen((char *)default_ini, sizeof(default_ini) - 1, "r");

    if (!stream)
        return -errno;
    return settings_read_stream(stream, "built-in", ret, complaints);
}

void settings_done(struct settings *settings)
{
    if (!settings)
        return;
    schedule_done(&settings->schedule);
    moves_done(&settings->moves);
}
