# knead: one Makefile, out-of-tree in build/. `make help` lists what it does.
#
# Sources are found by folder: a new file needs no line here. A file that uses a package
# says so in the table "packages, by file" below; no other file sees that package's flags.

MAKEFLAGS += --no-builtin-rules --no-print-directory
.DELETE_ON_ERROR:
.DEFAULT_GOAL := all

VERSION := 0.1.0
RELEASED := 2026-11-20
# The date that stands in the manual: the same whenever it is built.
export SOURCE_DATE_EPOCH ?= $(shell date -u -d $(RELEASED) +%s)
PREFIX ?= /usr/local
CC ?= cc
ifeq ($(origin CC),default)
CC := cc
endif
PKG_CONFIG ?= pkg-config
B ?= build
CFLAGS ?= -O2 -g
SANITIZE ?=
WERROR ?=
V ?=
Q := $(if $(V),,@)
say = $(if $(V),,@printf '  %-4s %s\n' $(1) $@)

WARNINGS := -Wall -Wextra -Wshadow -Wvla -Wstrict-prototypes -Wmissing-prototypes -Wformat=2 \
  -Wundef -Wimplicit-fallthrough -Wconversion -Wpointer-arith -Wwrite-strings $(if $(WERROR),-Werror)
BASE := -std=c17 -D_GNU_SOURCE -I. -I$(B)/gen $(WARNINGS) -fno-common -fstack-protector-strong \
  -ffile-prefix-map=$(CURDIR)=. \
  $(CFLAGS) $(SANITIZE)
LINK := $(SANITIZE) -Wl,-z,relro,-z,now -Wl,--as-needed $(LDFLAGS)

# ---------------------------------------------------------------- packages, by file
PKG.config/ini_file := inih
PKG.daemon/adapters/notifier_late := gio-2.0
PKG.daemon/adapters/notifier_libnotify := libnotify
PKG.daemon/adapters/notifier_screen := libnotify
PKG.daemon/adapters/notifier_server := libnotify
PKG.daemon/adapters/store_sqlite := sqlite3
PKG.daemon/adapters/store_sqlite_backup := sqlite3
PKG.daemon/adapters/store_sqlite_damage := sqlite3
PKG.daemon/adapters/store_sqlite_entries := sqlite3
PKG.daemon/adapters/store_sqlite_rows := sqlite3
PKG.daemon/adapters/store_sqlite_schema := sqlite3
PKG.daemon/adapters/presence_wayland := wayland-client
PKG.daemon/adapters/presence_wayland_idle := wayland-client
PKG.daemon/adapters/presence_x11_display := xcb xau
PKG.daemon/adapters/presence_x11_talk := xcb xcb-sync
PKG.cli/import_apple := expat
PKG.control := jansson libsystemd
PKG.loop := libsystemd
PKG.cli := jansson

pkg_of = $(strip $(PKG.$(1)) \
  $(if $(filter daemon/control/%,$(1)),$(PKG.control)) \
  $(if $(filter daemon/main daemon/program daemon/adapters/%,$(1)),$(PKG.loop)) \
  $(if $(filter cli/%,$(1)),$(PKG.cli)) \
  $(if $(filter tests/%,$(1)),jansson libsystemd sqlite3 cmocka wayland-server))
cflags_of = $(if $(call pkg_of,$(1)),$(shell $(PKG_CONFIG) --cflags $(call pkg_of,$(1))))
KNEADD_PKGS := inih libnotify sqlite3 jansson libsystemd wayland-client xcb xau
KNEAD_PKGS := inih jansson expat

# ---------------------------------------------------------------- sources
COMMON := $(wildcard common/*.c)
CONFIG := $(wildcard config/*.c)
DAEMON := $(filter-out daemon/main.c,$(wildcard daemon/*.c daemon/schedule/*.c daemon/care/*.c \
  daemon/adapters/*.c daemon/control/*.c))
CLI := $(filter-out cli/main.c,$(wildcard cli/*.c))
FAKES := $(wildcard tests/fakes/*.c)
UNIT := $(wildcard tests/unit/test_*.c tests/contract/test_*.c tests/care/test_*.c)
FUZZ := $(wildcard tests/fuzz/fuzz_*.c)
TOOLS := $(wildcard tests/integration/*.c tests/bench/*.c)
SIMULATION := $(wildcard tests/simulation/*.c)

obj = $(patsubst %.c,$(B)/obj/%.o,$(1))
UNIT_BIN := $(patsubst tests/%.c,$(B)/tests/%,$(UNIT))
TOOL_BIN := $(patsubst tests/%.c,$(B)/tests/%,$(TOOLS))
SIMULATION_BIN := $(patsubst tests/%.c,$(B)/tests/%,$(filter tests/simulation/test_%,$(SIMULATION)))

PAGES := knead.1 kneadd.1 knead.ini.5
MAN := $(PAGES:%=$(B)/man/%)

# The manual too, where scdoc is there, so that "sudo make install" has nothing left to build.
all: $(B)/kneadd $(B)/knead $(if $(shell command -v scdoc),$(MAN)) ## build both programs and the manual

# Wayland protocols as C, the client's side for the daemon, the server's for tests.
PLASMA_PROTOCOLS ?= /usr/share/plasma-wayland-protocols
XML.ext_idle = $(shell $(PKG_CONFIG) --variable=pkgdatadir wayland-protocols)/staging/ext-idle-notify/ext-idle-notify-v1.xml
XML.kde_idle = $(PLASMA_PROTOCOLS)/idle.xml
SCANNER = $(shell $(PKG_CONFIG) --variable=wayland_scanner wayland-scanner)
WAYLAND := $(addprefix $(B)/gen/wayland_,ext_idle kde_idle)

$(B)/obj/%.o: %.c Makefile | $(B)/gen/varlink_text.h $(B)/gen/version.h $(B)/gen/default_ini.h \
  $(B)/gen/moves_ini.h $(WAYLAND:=.h) $(WAYLAND:=_server.h)
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(CC) $(BASE) $(call cflags_of,$*) -MMD -MP -c -o $@ $<

# The contract, the shipped schedule and moves are texts the programs carry inside themselves.
text_to_c = sed -e 's/\\/\\\\/g' -e 's/"/\\"/g' -e 's/^/    "/' -e 's/$$/\\n"/'
$(B)/gen/varlink_text.h: common/org.knead.varlink Makefile
	@mkdir -p $(@D)
	@{ echo 'static const char varlink_text[] ='; $(text_to_c) $<; echo '    ;'; } >$@
$(B)/gen/default_ini.h: config/knead.ini Makefile
	@mkdir -p $(@D)
	@{ echo 'static const char default_ini[] ='; $(text_to_c) $<; echo '    ;'; } >$@
$(B)/gen/moves_ini.h: config/moves.ini Makefile
	@mkdir -p $(@D)
	@{ echo 'static const char moves_ini[] ='; $(text_to_c) $<; echo '    ;'; } >$@
$(B)/gen/version.h: Makefile
	@mkdir -p $(@D)
	@echo '#define KNEAD_VERSION "$(VERSION)"' >$@

$(WAYLAND:=.h): $(B)/gen/wayland_%.h: Makefile
	@mkdir -p $(@D)
	@$(SCANNER) client-header $(XML.$*) $@
$(WAYLAND:=_server.h): $(B)/gen/wayland_%_server.h: Makefile
	@mkdir -p $(@D)
	@$(SCANNER) server-header $(XML.$*) $@
$(WAYLAND:=.c): $(B)/gen/wayland_%.c: Makefile
	@mkdir -p $(@D)
	@$(SCANNER) private-code $(XML.$*) $@
$(WAYLAND:=.o): %.o: %.c
	$(call say,CC)
	$(Q)$(CC) -ffile-prefix-map=$(CURDIR)=. $(CFLAGS) $(SANITIZE) $(shell $(PKG_CONFIG) --cflags wayland-client) -c -o $@ $<

$(B)/libknead.a: $(call obj,$(COMMON))
$(B)/libconfig.a: $(call obj,$(CONFIG))
$(B)/libkneadd.a: $(call obj,$(CONFIG) $(DAEMON)) $(WAYLAND:=.o)
$(B)/libcli.a: $(call obj,$(CLI))
$(B)/libfakes.a: $(call obj,$(FAKES))
$(B)/%.a:
	@rm -f $@ && ar rcsD $@ $^

$(B)/kneadd: $(B)/obj/daemon/main.o $(B)/libkneadd.a $(B)/libknead.a
	$(call say,LD)
	$(Q)$(CC) $(LINK) -pthread -o $@ $^ $$($(PKG_CONFIG) --libs $(KNEADD_PKGS))
$(B)/knead: $(B)/obj/cli/main.o $(B)/libcli.a $(B)/libconfig.a $(B)/libknead.a
	$(call say,LD)
	$(Q)$(CC) $(LINK) -o $@ $^ $$($(PKG_CONFIG) --libs $(KNEAD_PKGS))

man: $(MAN) ## the manual's pages, in build/man
$(B)/man/%: man/%.scd man/roff.awk Makefile
	@mkdir -p $(@D)
	$(call say,MAN)
	@command -v scdoc >/dev/null || { echo 'man: scdoc is missing; .ci/deps run installs it' >&2; exit 1; }
	$(Q)scdoc <$< >$@.roff
	@LC_ALL=C awk -f man/roff.awk $@.roff >$@ && rm $@.roff

# ---------------------------------------------------------------- tests
TEST_LIBS := $(B)/libfakes.a $(B)/libcli.a $(B)/libkneadd.a $(B)/libknead.a
$(UNIT_BIN): $(B)/tests/%: $(B)/obj/tests/%.o $(TEST_LIBS)
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(CC) $(LINK) -pthread -o $@ $^ $$($(PKG_CONFIG) --libs $(KNEADD_PKGS) $(KNEAD_PKGS) cmocka wayland-server)
$(TOOL_BIN): $(B)/tests/%: $(B)/obj/tests/%.o $(TEST_LIBS)
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(CC) $(LINK) -pthread -o $@ $^ $$($(PKG_CONFIG) --libs $(KNEADD_PKGS) $(KNEAD_PKGS))
# What is not a test there belongs to all of them.
$(SIMULATION_BIN): $(B)/tests/%: $(B)/obj/tests/%.o \
  $(call obj,$(filter-out tests/simulation/test_%,$(SIMULATION))) $(TEST_LIBS)
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(CC) $(LINK) -pthread -o $@ $^ $$($(PKG_CONFIG) --libs $(KNEADD_PKGS) $(KNEAD_PKGS) cmocka)

test: ## install what is missing, build, pass every test
	@.ci/deps test
	@$(MAKE) all tests
	@tests/run $(B)

tests: $(UNIT_BIN) $(TOOL_BIN) $(SIMULATION_BIN) $(B)/kneadd $(B)/knead # build them only

YEARS := $(B)/tests/simulation/test_years
simulation: $(YEARS) ## years of random lives and accidents through the whole daemon (KNEAD_YEARS)
	@$(YEARS)

# Where a year takes long, fewer of them, and no second look at the source; tests/run does so under a wrapper.
some_years = KNEAD_PROGRAMS_ONLY=1 KNEAD_YEARS=$${KNEAD_YEARS:-$(1)}

mutation: tests ## break the engine line by line: a named test has to catch each
	@CC='$(CC)' CFLAGS='$(BASE)' LIBS="$$($(PKG_CONFIG) --libs $(KNEADD_PKGS) $(KNEAD_PKGS) cmocka)" \
	  tests/simulation/mutate $(B)

KNEAD_ROUNDS ?= 500
kill: all tests ## kneadd killed, and the power gone, KNEAD_ROUNDS times each
	@KNEAD_ROUNDS=$(KNEAD_ROUNDS) tests/run $(B) test_kill test_store_faults

asan: ## the tests under the address and undefined-behaviour sanitizers
	@$(call some_years,100) $(MAKE) B=$(B)/asan SANITIZE='-fsanitize=address,undefined -fno-sanitize-recover=undefined' \
	  CFLAGS='-O1 -g -fno-omit-frame-pointer' test

TSAN_TESTS := $(addprefix test_notifier,_late _server _trouble) test_notifier
tsan: ## the notifier, which has a thread, under the thread sanitizer
	@.ci/deps test
	@$(MAKE) B=$(B)/tsan SANITIZE=-fsanitize=thread CFLAGS='-O1 -g' $(TSAN_TESTS:%=$(B)/tsan/tests/contract/%) \
	  $(B)/tsan/tests/integration/mock_notify
	@TSAN_OPTIONS="suppressions=$$PWD/tests/tsan.supp" tests/run $(B)/tsan $(TSAN_TESTS)

valgrind: ## the unit tests and a short run of the daemon under valgrind
	@.ci/deps dev
	@$(MAKE) B=$(B)/valgrind CFLAGS='-O1 -g' all tests
	@KNEAD_PROGRAMS_ONLY=1 KNEAD_WRAP='valgrind -q --error-exitcode=99 --leak-check=full --suppressions=tests/valgrind.supp' \
	  tests/run $(B)/valgrind

coverage: ## lines and branches that the tests reach
	@.ci/deps dev
	@$(call some_years,100) $(MAKE) B=$(B)/coverage CFLAGS='-O0 -g --coverage' LDFLAGS=--coverage test
	@gcovr -r . --object-directory $(B)/coverage -e tests/ -s

lint: ## formatting, layers, static checks, shell scripts
	@.ci/deps dev
	@tests/lint $(B)

FUZZ_SECONDS ?= 60
FUZZ_BIN := $(patsubst tests/fuzz/%.c,$(B)/fuzz/%,$(FUZZ))
fuzz: ## look for inputs that break the parsers (FUZZ_SECONDS each)
	@.ci/deps dev
	@$(MAKE) B=$(B)/fuzz CC=clang CFLAGS='-O1 -g' \
	  SANITIZE='-fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=undefined' fuzz-bin
	@for f in $(notdir $(FUZZ_BIN)); do echo "== $$f"; mkdir -p $(B)/fuzz/found/$$f; \
	  $(B)/fuzz/fuzz/$$f -max_total_time=$(FUZZ_SECONDS) -print_final_stats=0 -verbosity=0 \
	  -artifact_prefix=$(B)/fuzz/found/$$f/ $(B)/fuzz/found/$$f tests/fuzz/corpus/$${f#fuzz_} || exit 1; done
fuzz-replay: # the kept inputs once more, without looking for new ones
	@.ci/deps dev
	@$(MAKE) B=$(B)/fuzz CC=clang CFLAGS='-O1 -g' \
	  SANITIZE='-fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=undefined' fuzz-bin
	@for f in $(notdir $(FUZZ_BIN)); do $(B)/fuzz/fuzz/$$f -runs=0 -verbosity=0 \
	  tests/fuzz/corpus/$${f#fuzz_} && echo "$$f: corpus passed" || exit 1; done
fuzz-bin: $(FUZZ_BIN)
$(FUZZ_BIN): $(B)/fuzz/%: $(B)/obj/tests/fuzz/%.o $(TEST_LIBS)
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(CC) $(LINK) -fsanitize=fuzzer -pthread -o $@ $^ $$($(PKG_CONFIG) --libs $(KNEADD_PKGS) $(KNEAD_PKGS))

bench: ## measure beside the peers; figures are kept in tests/bench/RESULTS.md
	@.ci/deps bench
	@$(MAKE) all $(B)/tests/bench/steps $(B)/tests/integration/mock_notify
	@tests/bench/run $(B)

# ---------------------------------------------------------------- use
run: ## install what is missing, build, run kneadd here with the shipped schedule
	@.ci/deps run
	@$(MAKE) all
	@exec $(B)/kneadd --welcome --config config/knead.ini

demo: ## a working day in under a minute, with somebody who answers
	@.ci/deps run
	@$(MAKE) all
	@tests/demo $(B)

deps: ## install everything that building, testing and looking after knead needs
	@.ci/deps dev

UNIT_DIR ?= $(PREFIX)/lib/systemd/user
GENERATOR_DIR ?= $(PREFIX)/lib/systemd/user-generators
DATA_DIR ?= $(PREFIX)/share
MAN_DIR ?= $(DATA_DIR)/man
ZSH_DIR ?= $(DATA_DIR)/zsh/site-functions
# What is installed: from=to. Places in those that are FILLED are filled in.
PLACES = $(B)/kneadd=$(PREFIX)/bin/kneadd $(B)/knead=$(PREFIX)/bin/knead \
  $(foreach u,kneadd.service kneadd.socket kneadd-folders.service,systemd/$(u)=$(UNIT_DIR)/$(u)) \
  systemd/knead-sandbox=$(GENERATOR_DIR)/knead-sandbox \
  systemd/sandbox.conf=$(PREFIX)/lib/knead/sandbox.conf \
  $(foreach p,$(PAGES),$(B)/man/$(p)=$(MAN_DIR)/man$(subst .,,$(suffix $(p)))/$(p)) \
  cli/completions/knead.bash=$(DATA_DIR)/bash-completion/completions/knead \
  cli/completions/_knead=$(ZSH_DIR)/_knead \
  cli/completions/knead.fish=$(DATA_DIR)/fish/vendor_completions.d/knead.fish \
  config/knead.ini=$(DATA_DIR)/doc/knead/knead.ini \
  config/moves.ini=$(DATA_DIR)/knead/moves.ini \
  common/org.knead.varlink=$(DATA_DIR)/knead/org.knead.varlink \
  config/desktop/knead.desktop=$(DATA_DIR)/applications/knead.desktop \
  config/desktop/knead.svg=$(DATA_DIR)/icons/hicolor/scalable/apps/knead.svg \
  config/desktop/knead.pc=$(DATA_DIR)/pkgconfig/knead.pc
place_from = $(firstword $(subst =, ,$(1)))
place_to = $(lastword $(subst =, ,$(1)))
INSTALLED = $(foreach p,$(PLACES),$(call place_to,$(p)))
FILLED = $(filter %.service %.socket %.pc %/knead-sandbox,$(INSTALLED))
# What uninstall removes if empty: knead's own folders; in a DESTDIR, which is nobody else's, all on the way there.
FOLDERS = $(if $(DESTDIR),$(dir $(INSTALLED)),$(DATA_DIR)/doc/knead $(DATA_DIR)/knead $(PREFIX)/lib/knead)
define place
install -Dm$(if $(filter %/bin/ %/knead-sandbox,$(dir $(2)) $(2)),755,644) $(1) $(DESTDIR)$(2)

endef
install: all man ## install under PREFIX (and DESTDIR)
	$(foreach p,$(PLACES),$(call place,$(call place_from,$(p)),$(call place_to,$(p))))
	sed -i -e 's|@PREFIX@|$(PREFIX)|g' -e 's|@DATA_DIR@|$(DATA_DIR)|g' -e 's|@UNIT_DIR@|$(UNIT_DIR)|g' \
	  -e 's|@VERSION@|$(VERSION)|g' $(addprefix $(DESTDIR),$(FILLED))

uninstall: ## remove what install put there
	rm -f $(addprefix $(DESTDIR),$(INSTALLED))
	@{ cd $(DESTDIR)/ && rmdir $(if $(DESTDIR),-p) $(patsubst /%,%,$(sort $(FOLDERS))); } 2>/dev/null || :

# Where a user's own service manager and shell look. DATA as XDG has it.
DATA := $(or $(filter /%,$(XDG_DATA_HOME)),$(HOME)/.local/share)
FOR_USER := PREFIX=$(HOME)/.local UNIT_DIR=$(DATA)/systemd/user DATA_DIR=$(DATA) GENERATOR_DIR=$(HOME)/.local/lib/knead
USER_DROP_INS := $(DATA)/systemd/user/kneadd.service.d
install-user: ## install for yourself alone, under ~/.local; then: systemctl --user enable --now kneadd
	@$(MAKE) install $(FOR_USER)
	$(HOME)/.local/lib/knead/knead-sandbox $(DATA)/systemd/user
uninstall-user: ## remove what install-user put there
	rm -f $(USER_DROP_INS)/50-sandbox.conf
	@! [ -d $(USER_DROP_INS) ] || rmdir --ignore-fail-on-non-empty $(USER_DROP_INS)
	@$(MAKE) uninstall $(FOR_USER)

# Of a copy of the tree, since a package's build leaves its files in it and beside it.
DEB := $(B)/deb/knead-$(VERSION)
deb: ## build the Debian package, in build/deb
	@.ci/deps deb
	@rm -rf $(B)/deb && mkdir -p $(DEB)
	@tar -c --exclude=./build --exclude=./.git --exclude=__pycache__ . | tar -x -C $(DEB)
	@cd $(DEB) && env -u MAKEFLAGS -u MFLAGS dpkg-buildpackage -b -us -uc
	@rm -rf $(DEB)
	@if command -v lintian >/dev/null; then lintian --fail-on error,warning $(B)/deb/*.changes; \
	  else echo 'deb: lintian is not here to look at it; make deps installs it'; fi
	@ls $(B)/deb/*.deb

# Taken by a test, of the real things; kept in the tree for README.
pictures: ## take README's pictures anew
	@.ci/deps test
	@$(MAKE) all
	@tests/run $(B) test_pictures
	@install -Dm644 -t man/pictures $(addprefix $(B)/screenshots/,notification.png status.png)

clean: ## remove build/
	rm -rf build

help: ## print this
	@sed -n 's/^\([a-z][a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | sort | \
	  awk -F '\t' '{ printf "  make %-14s %s\n", $$1, $$2 }'

.PHONY: all man test tests simulation mutation kill asan tsan valgrind coverage lint fuzz fuzz-replay fuzz-bin bench run demo \
  deps pictures install uninstall install-user uninstall-user deb clean help

-include $(shell find $(B)/obj -name '*.d' 2>/dev/null)
