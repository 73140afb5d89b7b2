/* One connection to kneadd, speaking Varlink (varlink.org): a call, then its replies. Every wait
 * has a bound. */
#pragma once

#include <jansson.h>
#include <stdbool.h>

#define CLIENT_REPLY_MAX (4 * 1024 * 1024) /* bytes of one reply */

struct client;

/* Connects to the socket at path; timeout: milliseconds > 0 that connecting, sending and each reply
 * may take. 0 or -errno: -ENOENT, -ECONNREFUSED (nobody listens), -ETIMEDOUT, … client_free(NULL)
 * is fine. */
int client_new(struct client **ret, const char *path, int timeout);
struct client *client_free(struct client *client);
static inline void client_freep(struct client **client)
{
    *client = client_free(*client);
}

/* Sends one call; parameters may be NULL. 0 (also when the other side closed: client_receive()
 * tells), -EMSGSIZE (too long for kneadd), -ETIMEDOUT. */
int client_call(struct client *client, const char *method, const json_t *parameters, bool more);

/* For poll(): readable when a reply has come, or the end. */
int client_fd(const struct client *client);
/* Whether client_receive() would have a reply at once. */
bool client_has_more(const struct client *client);

struct reply {
    json_t *parameters; /* an object, never NULL */
    const char *error;  /* NULL: none */
    bool continues;     /* more replies follow */
    json_t *message;    /* owns the above */
};
/* The next reply. 0, -ETIMEDOUT, -ECONNRESET (closed early), -EBADMSG (not a reply), -EMSGSIZE,
 * -ENOMEM. */
int client_receive(struct client *client, struct reply *ret);
void reply_done(struct reply *reply);
