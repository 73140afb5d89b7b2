/* import: another log's entries into this one. The file is read as it comes, in batches that kneadd
 * keeps unseen until the end has come; what breaks off before leaves nothing. */
#include "cli/import.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/client.h"
#include "cli/draft.h"
#include "cli/request.h"
#include "common/scope.h"
#include "common/when.h"

#define BATCH_BYTES (48 * 1024) /* of a message, which has at most FRAME_MAX */
#define BATCH_N     256
#define END_FACTOR  60 /* the end of a long import takes its time */
#define CHUNK       (64 * 1024)

struct import {
    struct cli *cli;
    const struct command *self;
    struct client *client;
    json_t *batch;
    size_t batch_bytes;
    int64_t counts[ENTRY_KIND_COUNT], taken, known;
    enum exit_code code; /* why it ended, where kneadd said so */
    int64_t size, read;  /* bytes of the file; size 0: not known */
    int shown;           /* per cent on the terminal */
};

/* ------------------------------------------------------------------ for the formats */

struct entry import_entry(enum entry_kind kind)
{
    return (struct entry){.kind = kind, .at = {-1}, .level = -1, .ml = -1};
}

int import_refuse(char why[static IMPORT_WHY_MAX], int64_t line, const char *format, ...)
{
    int n = snprintf(why, IMPORT_WHY_MAX, "line %lld: ", (long long)line);
    va_list arguments;

    va_start(arguments, format);
    (void)vsnprintf(why + n, IMPORT_WHY_MAX - (size_t)n, format, arguments);
    va_end(arguments);
    return -EINVAL;
}

/* FNV-1a, and its bits mixed once more (the finalizer of SplitMix64). */
static uint64_t hash(const char *text, uint64_t seed)
{
    uint64_t h = UINT64_C(0xcbf29ce484222325) ^ seed;

    for (; *text; text++)
        h = (h ^ (unsigned char)*text) * UINT64_C(0x100000001b3);
    h = (h ^ (h >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    h = (h ^ (h >> 27)) * UINT64_C(0x94d049bb133111eb);
    return h ^ (h >> 31);
}

void import_id(struct wall at, const char *key, char ret[static UUID7_TEXT_MAX])
{
    const uint64_t hashes[] = {hash(key, 0), hash(key, UINT64_C(0x9e3779b97f4a7c15))};
    uint8_t random[UUID7_RANDOM];

    memcpy(random, hashes, sizeof random);
    uuid7_print(at, random, ret);
}

const struct import_format *import_format_of(const char *head)
{
    static const struct import_format *const formats[] = {&import_own_csv, &import_bearable,
                                                          &import_json, &import_apple};

    for (size_t i = 0; i < COUNT_OF(formats); i++)
        if (formats[i]->is(head))
            return formats[i];
    return NULL;
}

/* ------------------------------------------------------------------ to kneadd */

/* One call on the import's connection, for its reply. 0, or -errno with import->code set. */
static int call(struct import *m, const char *method, const json_t *parameters, json_t **ret)
{
    CLEANUP(reply_done) struct reply reply = {0};
    int r = client_call(m->client, method, parameters, false);

    if (r == 0)
        r = client_receive(m->client, &reply);
    if (r < 0) {
        command_complain(m->cli, m->self, "kneadd did not answer; nothing was imported");
        m->code = EXIT_NO_DAEMON;
        return r;
    }
    if (reply.error) {
        m->code = request_refused(m->cli, m->self, reply.error, reply.parameters);
        return -EINVAL;
    }
    *ret = json_incref(reply.parameters);
    return 0;
}

static int send_batch(struct import *m)
{
    json_auto_t *reply = NULL, *parameters = json_pack("{s:O}", "entries", m->batch);
    int r = parameters ? call(m, "org.knead.Import", parameters, &reply) : -ENOMEM;

    if (r < 0)
        return r;
    m->taken += member_int(reply, "taken", 0);
    m->known += member_int(reply, "known", 0);
    m->batch_bytes = 0;
    return json_array_clear(m->batch) < 0 ? -ENOMEM : 0;
}

static int take(void *userdata, struct entry *entry, const char *key, char *why)
{
    struct import *m = userdata;
    struct draft draft = {.timed = true};
    json_t *parameters;
    char said[WHEN_TEXT_MAX];
    size_t bytes;

    if (entry->said.us == 0)
        entry->said = entry->at;
    if (entry->id[0] == '\0')
        import_id(entry->at, key, entry->id);
    if (entry_check(entry, why) < 0)
        return -EINVAL;
    (void)strcpy(why, "there is not enough memory");
    draft.entry = *entry;
    parameters = draft_parameters(&draft);
    when_print_rfc3339(entry->said, entry->offset, said);
    if (!parameters || json_object_set_new(parameters, "said", json_string(said)) < 0)
        return -ENOMEM;
    bytes = json_dumpb(parameters, NULL, 0, JSON_COMPACT) + 1;
    if (m->batch_bytes + bytes > BATCH_BYTES || json_array_size(m->batch) == BATCH_N) {
        int r = send_batch(m);

        if (r < 0) {
            json_decref(parameters);
            return r;
        }
    }
    m->batch_bytes += bytes;
    m->counts[entry->kind]++;
    return json_array_append_new(m->batch, parameters) < 0 ? -ENOMEM : 0;
}

/* ------------------------------------------------------------------ the file */

static void show_progress(struct import *m, bool last)
{
    int now = m->size > 0 ? (int)(m->read * 100 / m->size) : 0;
    char bar[BAR_CELLS + 1];

    if (!m->cli->shows || m->size < CHUNK || (now == m->shown && !last))
        return;
    m->shown = now;
    bar_text(now, 100, bar);
    (void)fprintf(m->cli->err, "\r%s %3d %%%s", bar, now, last ? "\r                \r" : "");
    (void)fflush(m->cli->err);
}

/* From the first bytes, which tell the format, to the last. */
static int read_file(struct import *m, int fd, struct intake *intake,
                     char why[static IMPORT_WHY_MAX])
{
    AUTO_FREE char *bytes = malloc(CHUNK + 1), *head = malloc(IMPORT_HEAD_MAX + 1);
    const struct import_format *format = NULL;
    void *state = NULL;
    ssize_t n;
    int r = bytes && head ? 0 : -ENOMEM;

    while (r == 0 && (n = read(fd, bytes, CHUNK)) != 0) {
        if (n < 0) {
            r = -errno;
            (void)snprintf(why, IMPORT_WHY_MAX, "%s", strerror(errno));
            break;
        }
        if (!format) {
            (void)snprintf(head, IMPORT_HEAD_MAX, "%.*s", (int)n, bytes);
            format = import_format_of(head);
            r = format ? format->begin(&state, intake) : -EINVAL;
        }
        if (r == 0)
            r = format->feed(state, bytes, (size_t)n, why);
        m->read += n;
        show_progress(m, false);
    }
    if (!format && r <= 0)
        (void)snprintf(why, IMPORT_WHY_MAX,
                       "it is none that import knows: a CSV or JSON of knead export, Apple "
                       "Health's export.xml, or Bearable's CSV");
    if (!format && r == 0)
        r = -EINVAL;
    if (r == 0)
        r = format->end(state, why);
    if (format)
        format->free(state);
    show_progress(m, true);
    return r;
}

/* ------------------------------------------------------------------ the command */

/* "120 entries (100 pain, 20 drink); 30 more were there already; 5 records of other kinds were
 * passed over" */
static void say_counts(const struct import *m, const struct intake *intake, bool dry)
{
    FILE *out = m->cli->out;
    bool any = false;

    (void)fprintf(out, "%s %lld entr%s", dry ? "would import" : "imported", (long long)m->taken,
                  m->taken == 1 ? "y" : "ies");
    if (m->known > 0)
        (void)fprintf(out, "; %lld %s there already", (long long)m->known,
                      m->known == 1 ? "was" : "were");
    if (intake->passed > 0)
        (void)fprintf(out, "; %lld record%s of other kinds %s passed over",
                      (long long)intake->passed, intake->passed == 1 ? "" : "s",
                      intake->passed == 1 ? "was" : "were");
    (void)fputc('\n', out);
    for (enum entry_kind k = 0; k < ENTRY_KIND_COUNT; k++)
        if (m->counts[k] > 0) {
            (void)fprintf(out, "%s%lld %s", any ? ", " : "in the file: ", (long long)m->counts[k],
                          entry_kind_name(k));
            any = true;
        }
    (void)fputs(any ? "\n" : "", out);
}

static enum exit_code finish(struct import *m, const struct intake *intake, bool dry, bool json)
{
    json_auto_t *reply = NULL, *keep = json_pack("{s:b}", "keep", (int)!dry), *told = NULL;

    if ((json_array_size(m->batch) > 0 && send_batch(m) < 0) ||
        call(m, "org.knead.ImportEnd", keep, &reply) < 0)
        return m->code;
    if (!json) {
        say_counts(m, intake, dry);
        return EXIT_DONE;
    }
    told = json_pack("{s:I, s:I, s:I, s:b}", "taken", (json_int_t)m->taken, "known",
                     (json_int_t)m->known, "passed", (json_int_t)intake->passed, "dry", (int)dry);
    print_json(m->cli->out, told);
    return EXIT_DONE;
}

static enum exit_code connect_to(struct import *m)
{
    struct request none = {.method = "Status"};
    json_auto_t *reply = NULL;
    enum exit_code code = request_one(m->cli, m->self, &none, &reply); /* says what is wrong */

    if (code != EXIT_DONE)
        return code;
    if (client_new(&m->client, m->cli->socket, m->cli->timeout * END_FACTOR) < 0) {
        command_complain(m->cli, m->self, "kneadd did not answer");
        return EXIT_NO_DAEMON;
    }
    return EXIT_DONE;
}

HANDLER(import)
{
    struct import m = {.cli = cli, .self = self, .shown = -1};
    struct intake intake = {.take = take, .userdata = &m};
    const char *path = arguments->words[0];
    bool dry = arguments->option[OPTION_DRY_RUN], standard = strcmp(path, "-") == 0;
    AUTO_CLOSE int fd = standard ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC);
    char why[IMPORT_WHY_MAX] = "", said[IMPORT_WHY_MAX + 256];
    struct stat st;
    int r;

    if (fd < 0 || fstat(fd, &st) < 0 || S_ISDIR(st.st_mode)) {
        (void)snprintf(said, sizeof said, "%.200s: %s", path,
                       fd >= 0 ? "it is a folder" : strerror(errno));
        return command_refuse(cli, self, said);
    }
    m.size = S_ISREG(st.st_mode) ? st.st_size : 0;
    m.code = connect_to(&m);
    if (m.code != EXIT_DONE)
        return m.code;
    m.batch = json_array();
    r = m.batch ? read_file(&m, fd, &intake, why) : -ENOMEM;
    if (r == 0) {
        m.code = finish(&m, &intake, dry, arguments->option[OPTION_JSON]);
    } else if (m.code == EXIT_DONE) { /* else it was said */
        (void)snprintf(said, sizeof said, "%.200s: %s", path, *why ? why : strerror(-r));
        command_complain(cli, self, said);
        (void)fputs("Nothing was imported.\n", cli->err);
        m.code = EXIT_REFUSED;
    }
    json_decref(m.batch);
    (void)client_free(m.client);
    return m.code;
}
