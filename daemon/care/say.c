/* Sentences: a text's {words} filled from its item.
 *
 * What does not fit is cut, never overrun; a word that is not known stays as it stands, which the
 * tests would see.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "common/civil.h"
#include "daemon/care/words.h"

struct page {
    char *text;
    size_t used;
};

__attribute__((format(printf, 2, 3))) static void add(struct page *page, const char *format, ...)
{
    va_list arguments;
    int n;

    va_start(arguments, format);
    n = vsnprintf(page->text + page->used, CARE_TEXT_MAX - page->used, format, arguments);
    va_end(arguments);
    page->used += (size_t)n;
    if (page->used >= CARE_TEXT_MAX)
        page->used = CARE_TEXT_MAX - 1;
}

void care_date(int64_t day, char ret[static CARE_DATE_MAX])
{
    static const char *const days[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    int year, month, date;

    civil_from_day(day, &year, &month, &date);
    (void)snprintf(ret, CARE_DATE_MAX, "%s %04d-%02d-%02d", days[civil_weekday(day)], year, month,
                   date);
}

static void add_items(struct page *page, const struct care_item *item)
{
    bool flags = item->text <= TEXT_URGENT_SEEN;
    const char *between = "";

    for (unsigned i = 0; i < (flags ? (unsigned)FLAG_COUNT : (unsigned)ILLNESS_COUNT); i++)
        if (item->set & 1u << i) {
            add(page, "%s%s", between, flags ? red_flags[i].label : care_condition_labels[i].label);
            between = "; ";
        }
}

static void add_region(struct page *page, enum region region)
{
    for (const char *name = region_name(region); *name; name++)
        add(page, "%c", *name == '-' ? ' ' : *name);
}

static void add_word(struct page *page, const struct care_item *item, const char *word, size_t n)
{
    char date[CARE_DATE_MAX];

#define IS(text) (n == sizeof(text) - 1 && memcmp(word, text, n) == 0)
    if (IS("items"))
        add_items(page, item);
    else if (IS("hold"))
        add(page, "%s", care_hold_labels[item->which].label);
    else if (IS("stage"))
        add(page, "%s", care_stage_labels[item->which].label);
    else if (IS("type"))
        add(page, "%s", care_type_labels[item->which].label);
    else if (IS("pattern"))
        add(page, "%s", care_pattern_labels[item->n].label);
    else if (IS("region"))
        add_region(page, (enum region)item->n);
    else if (IS("n") || IS("m"))
        add(page, "%d", word[0] == 'n' ? item->n : item->m);
    else if (IS("x") || IS("y"))
        add(page, "%d.%d", (word[0] == 'x' ? item->n : item->m) / 10,
            (word[0] == 'x' ? item->n : item->m) % 10);
    else if (IS("date")) {
        care_date(item->day, date);
        add(page, "%s", date);
    } else {
        add(page, "{%.*s}", (int)n, word);
    }
#undef IS
}

void care_say(const struct care_item *item, char ret[static CARE_TEXT_MAX])
{
    struct page page = {.text = ret};
    const char *text = care_texts[item->text].text;

    ret[0] = '\0';
    while (*text) {
        size_t plain = strcspn(text, "{");
        const char *end;

        add(&page, "%.*s", (int)plain, text);
        text += plain;
        if (*text && (end = strchr(text, '}'))) {
            add_word(&page, item, text + 1, (size_t)(end - text - 1));
            text = end + 1;
        } else if (*text) {
            add(&page, "%c", *text++);
        }
    }
}
