/* What the static check cannot read: a loop macro of jansson's. Never compiled. */
#define json_array_foreach(array, index, value) \
    for (index = 0; (value = json_array_get(array, index)) != 0; index++)
