# Quern.  `make help` lists what can be asked for.
#
# Everything is built under build/ (sanitizers under build/asan, build/tsan);
# every .c of the rooms below goes into the library, apps/ makes the program.

VERSION  := $(shell sed -n 's/.*QN_VERSION "\(.*\)".*/\1/p' base/version.h)
SOVERSION := 0
PREFIX   ?= /usr/local
DESTDIR  ?=
CC       ?= cc
O        ?= build
OPT      ?= -O3
SAN      ?=
WERROR   ?=

ROOMS    := base text embed topic seq corpora
PKGS     := icu-uc icu-i18n libarchive jansson zlib
# psabi: vectors wider than the processor's go to inlined functions only.
WARN     := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
            -Wvla -Wpointer-arith -Wwrite-strings -Wno-psabi $(WERROR)
CPPFLAGS += -I. -D_FILE_OFFSET_BITS=64 $(shell pkg-config --cflags $(PKGS))
CFLAGS   ?= -g
ALL_CFLAGS = -std=gnu11 $(OPT) $(WARN) -fno-math-errno -ffp-contract=off \
            -fvisibility=hidden -fPIC -pthread $(SAN) $(CFLAGS)
LIBS     = $(shell pkg-config --libs $(PKGS)) -lstemmer -lopenblas -lm \
            -pthread $(if $(MPI),$(shell pkg-config --libs $(MPI_PKG)))

# How processes meet: by MPI, or not at all (base/ranks.h).
MPI      ?=
MPI_PKG   = $(firstword $(foreach p,ompi-c mpich mpi,$(shell \
    pkg-config --exists $p && echo $p)) mpi)
ENGINES  := $(wildcard base/ranks_mpi.c base/ranks_none.c)
ENGINE   := $(if $(MPI),mpi,none)
LIB_SRC  := $(filter-out $(ENGINES),$(wildcard $(ROOMS:%=%/*.c))) \
    base/ranks_$(ENGINE).c
APP_SRC  := $(wildcard apps/*.c)
UNIT_SRC := $(wildcard tests/unit/*.c tests/prop/*.c tests/golden/*.c)
UNIT_APP := apps/option.c apps/option_value.c
FUZZ_SRC := $(wildcard tests/fuzz/fuzz_*.c)
BENCH_SRC := $(wildcard tests/bench/*.c)
LIB_OBJ  := $(LIB_SRC:%.c=$O/%.o)
MPI_OBJ  := $(filter-out %/ranks_none.o,$(LIB_OBJ)) $O/base/ranks_mpi.o
APP_OBJ  := $(APP_SRC:%.c=$O/%.o)
UNIT_OBJ := $(UNIT_SRC:%.c=$O/%.o) $(UNIT_APP:%.c=$O/%.o)
FUZZ_BIN := $(FUZZ_SRC:tests/fuzz/%.c=$O/fuzz/%)
BENCH_BIN := $(BENCH_SRC:tests/bench/%.c=$O/bench/%)
C_FILES  := $(wildcard $(ROOMS:%=%/*.[ch]) apps/*.[ch] tests/*/*.[ch] *.h)
SCRIPTS  := $(wildcard corpora/get corpora/languages/*.sh tests/*/*.sh tests/*.sh .ci/run)

all: $O/quern $O/libquern.a $O/libquern.so ## the program and both libraries

$O/quern: $(APP_OBJ) $O/libquern.a
	$(CC) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS)

# Another engine than last time is to be linked.
$O/engine-$(ENGINE):
	@mkdir -p $O && rm -f $O/engine-*
	@touch $@

$O/libquern.a: $(LIB_OBJ) $O/engine-$(ENGINE)
	@rm -f $@
	$(AR) rcs $@ $(LIB_OBJ)

$O/libquern.so: $(LIB_OBJ) $O/engine-$(ENGINE)
	$(CC) $(ALL_CFLAGS) $(LDFLAGS) -shared \
	    -Wl,-soname,libquern.so.$(SOVERSION) -o $@ $(LIB_OBJ) $(LIBS)

# Each instruction set's kernels come from one template.
KERN_ARCH := $(firstword $(subst -, ,$(shell $(CC) -dumpmachine)))
ifeq ($(KERN_ARCH),x86_64)
$O/base/kern_avx2.o: ALL_CFLAGS += -mavx2 -mfma -mbmi2
$O/base/kern_avx512.o: ALL_CFLAGS += -mavx512f -mavx512bw -mavx512dq \
    -mavx512vl -mfma -mbmi2 -mprefer-vector-width=512
# Rows are fetched to be written: without this as if to be read, and another
# thread's copy would have to be called in when it comes to that.
$O/base/kern_avx2.o $O/base/kern_avx512.o $O/embed/w2vparams.o: \
    ALL_CFLAGS += -mprfchw
$O/text/%_avx2.o: ALL_CFLAGS += -mavx2 -mbmi -mbmi2 -mpopcnt \
    -fno-tree-slp-vectorize
$O/text/%_avx512.o: ALL_CFLAGS += -mavx512f -mavx512bw -mavx512vl \
    -mbmi -mbmi2 -mpopcnt -mprefer-vector-width=512
$O/embed/%_avx2.o: ALL_CFLAGS += -mavx2
$O/embed/%_avx512.o: ALL_CFLAGS += -mavx512f -mavx512bw \
    -mprefer-vector-width=512
$O/topic/%_avx2.o: ALL_CFLAGS += -mavx2 -mfma -mbmi2 -mpopcnt
$O/topic/%_avx512.o: ALL_CFLAGS += -mavx512f -mavx512bw -mavx512dq -mavx512vl \
    -mbmi2 -mpopcnt -mprefer-vector-width=512
$O/seq/%_avx2.o: ALL_CFLAGS += -mavx2 -mfma
$O/seq/%_avx512.o: ALL_CFLAGS += -mavx512f -mavx512bw -mavx512dq -mavx512vl \
    -mfma -mprefer-vector-width=512
endif
$O/base/ranks_mpi.o: CPPFLAGS += $(shell pkg-config --cflags $(MPI_PKG))
# The assembler reads them (base/asset.h).
$O/embed/langidbox.o: embed/langid.safetensors
$O/apps/cmd_bleu_page.o: apps/cmd_bleu_page.html
$O/apps/cmd_translate_page.o: apps/cmd_translate_page.html
$O/base/kern_%.o $O/seq/nnkern_%.o $O/topic/factorkern_%.o: \
    ALL_CFLAGS += -ffp-contract=fast -fno-trapping-math
$O/apps/topicpage.o: apps/topicpage.html
# Rows are trained on without locks on purpose; ThreadSanitizer need not look.
$O/base/kern_%.o: override SAN := $(filter-out -fsanitize=thread,$(SAN))

$O/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

# --- tests ---------------------------------------------------------------

$O/unit: $(UNIT_OBJ) $O/libquern.a
	$(CC) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $^ \
	    $(shell pkg-config --libs check) $(LIBS)

check: all layers fuzz-replay cli-check unit-check ## every test
check-cpus: all ## the tests with every instruction set of this processor
	@for cpu in generic avx2 avx512 neon; do export QUERN_CPU=$$cpu; \
	    $O/quern --version >/dev/null 2>&1 || continue; \
	    echo "QUERN_CPU=$$cpu"; $(MAKE) --no-print-directory check || \
	    exit 1; done
unit-check: $O/unit ## the Check suites
	$O/unit
cli-check: $O/quern ## the command line against its exact output
	QUERN=$(abspath $O/quern) tests/cli/run.sh
check-long: $O/quern ## what takes many minutes: toy languages learnt exactly
	QUERN=$(abspath $O/quern) tests/long/translate.sh
accept: $O/quern ## rewrite the expected output of tests/cli
	QUERN=$(abspath $O/quern) tests/cli/run.sh --accept

$O/fuzz/%: tests/fuzz/%.c tests/fuzz/replay.c $O/libquern.a
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $< \
	    tests/fuzz/replay.c $O/libquern.a $(LIBS)
fuzz-replay: $(FUZZ_BIN) ## every fuzz corpus once through its reader
	@for f in $(FUZZ_BIN); do \
	    $$f tests/fuzz/corpus/$${f##*/fuzz_} || exit 1; done

FAULTS := malloc calloc realloc aligned_alloc mmap64 write pwrite64 fsync \
    ftruncate64 renameat mkstemp64 pthread_create
$O/quern-faults: $(APP_OBJ) $O/tests/inject/faults.o $O/libquern.a
	$(CC) $(ALL_CFLAGS) $(LDFLAGS) $(FAULTS:%=-Wl,--wrap=%) -o $@ $^ $(LIBS)
EVERY ?= 1
inject: $O/quern-faults ## every (or EVERY=N-th) call of the system fails once
	$(PYTHON) tests/inject/run.py $< --every $(EVERY)
inject-leaks: ## the same, and what fails frees what it had
	$(MAKE) O=build/leaks OPT=-O1 CC="$(SAN_CC)" SAN=-fsanitize=address inject

$O/mpi/quern: $(APP_OBJ) $(MPI_OBJ)
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS) \
	    $(shell pkg-config --libs $(MPI_PKG))
mpi-check: $O/mpi/quern ## the program with MPI, by several processes
	QUERN=$(abspath $<) tests/cli/run.sh \
	    $(notdir $(basename $(wildcard tests/cli/mpi*.sh)))

PYTHON ?= python3
python-check: $O/libquern.so $O/quern ## the Python package, installed below build/
	$(PYTHON) -m venv --system-site-packages $O/venv
	$O/venv/bin/pip install -q --no-build-isolation --no-deps ./apps/python
	cd apps/python/tests && QUERN=$(abspath $O/quern) \
	    $(abspath $O/venv/bin/python) -B -m pytest -q \
	    -p no:cacheprovider

# Documents train for half a minute, and call nothing that cases do not.
asan: ## the tests under AddressSanitizer and UBSan
	DOCUMENTS=no $(MAKE) O=build/asan OPT=-O1 CC=$(SAN_CC) check \
	    SAN="-fsanitize=address,undefined -fno-sanitize-recover=all"
tsan: ## the tests under ThreadSanitizer
	CK_FORK=no DOCUMENTS=no $(MAKE) O=build/tsan OPT=-O1 CC=$(SAN_CC) check \
	    SAN=-fsanitize=thread
SAN_CC ?= clang

# Cases that bound the size of files fail: the counters' own meet the bound.
coverage: ## which lines the tests reach (gcc's gcov; MPI=1 for those too)
	find build/coverage -name '*.gcda' -delete 2>/dev/null || true
	CK_TIMEOUT_MULTIPLIER=10 $(MAKE) -k O=build/coverage OPT=-O1 CC=gcc \
	    SAN=--coverage check || true
	$(PYTHON) tests/coverage.py build/coverage

FUZZ_SECONDS ?= 60
fuzz: ## libFuzzer on every reader, FUZZ_SECONDS each (needs clang)
	$(MAKE) O=build/fuzzer CC=clang OPT=-O1 fuzz-run \
	    SAN="-fsanitize=address,undefined,fuzzer-no-link"
fuzz-run: $(FUZZ_SRC:tests/fuzz/%.c=$O/libfuzzer/%)
	@for f in $^; do n=$${f##*/fuzz_}; mkdir -p $O/found/$$n; \
	    $$f -max_total_time=$(FUZZ_SECONDS) -rss_limit_mb=4096 \
	        -print_final_stats=1 -artifact_prefix=$O/found/ \
	        $O/found/$$n tests/fuzz/corpus/$$n || exit 1; done
$O/libfuzzer/%: tests/fuzz/%.c $O/libquern.a
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(ALL_CFLAGS) -fsanitize=fuzzer -o $@ $^ $(LIBS)

$O/bench/%: tests/bench/%.c $O/libquern.a
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS)
bench: all $(BENCH_BIN) ## speed and quality beside the peers found here
	QUERN=$(abspath $O/quern) tests/bench/run.sh

demo: $O/quern ## the whole mill on the corpora in the box
	$O/quern demo

LANGID_DATA ?= ../shared/data/lid
langid-model: $O/quern ## embed/langid.safetensors anew, from LANGID_DATA
	corpora/languages/train.sh $O/quern $(LANGID_DATA) \
	    embed/langid.safetensors

# --- the tree --------------------------------------------------------------

layers: ## includes point downwards only
	@tests/layers.sh
format: ## clang-format over every C file
	clang-format -i $(C_FILES)
lint: ## formatting, cppcheck, shellcheck
	clang-format --dry-run --Werror $(C_FILES)
	cppcheck --quiet --std=c11 --language=c --error-exitcode=1 -I. \
	    --enable=warning,performance,portability --inline-suppr \
	    --suppress=missingIncludeSystem $(ROOMS) apps
	shellcheck $(SCRIPTS)

DEPS_apt := gcc make pkg-config libicu-dev libopenblas-dev libarchive-dev \
    libjansson-dev libstemmer-dev zlib1g-dev check
DEPS_dnf := gcc make pkgconf-pkg-config libicu-devel openblas-devel \
    libarchive-devel jansson-devel libstemmer-devel zlib-devel check-devel
DEPS_brew := pkg-config icu4c openblas libarchive jansson snowball zlib check
INSTALL_apt := apt-get update && apt-get install -y
INSTALL_dnf := dnf install -y
INSTALL_brew := brew install
MANAGER := $(firstword $(foreach m,apt dnf brew,$(if $(shell \
    command -v $(m:apt=apt-get)),$m)) apt)
SUDO := $(if $(filter-out brew,$(MANAGER)),$(shell \
    [ "$$(id -u)" = 0 ] || echo sudo))
deps: ## print the command that installs what is needed
	@echo '$(subst && ,&& $(if $(SUDO),$(SUDO) ),$(if $(SUDO),$(SUDO) \
	    )$(INSTALL_$(MANAGER)))' $(DEPS_$(MANAGER))
deps-install: ## run it
	$(SUDO) sh -c '$(INSTALL_$(MANAGER)) $(DEPS_$(MANAGER))'

LIBDIR ?= lib
INSTALL = LIBDIR="$(LIBDIR)" CC="$(CC)" tests/install.sh
install: all ## DESTDIR= PREFIX= LIBDIR=
	$(INSTALL) "$(DESTDIR)$(PREFIX)" "$O" "$(VERSION)" "$(SOVERSION)"
uninstall: all ## what install with the same variables put there
	$(INSTALL) --remove "$(DESTDIR)$(PREFIX)" "$O" "$(VERSION)" \
	    "$(SOVERSION)"

DIST := quern-$(VERSION)
dist: ## build/quern-VERSION.tar.gz of what is committed
	@mkdir -p build
	git archive --format=tar --prefix=$(DIST)/ HEAD | gzip -n9 \
	    >build/$(DIST).tar.gz
deb: dist ## Debian packages, in build/deb
	rm -rf build/deb && mkdir -p build/deb
	cp build/$(DIST).tar.gz build/deb/quern_$(VERSION).orig.tar.gz
	tar -C build/deb -xf build/$(DIST).tar.gz
	cd build/deb/$(DIST) && dpkg-buildpackage -us -uc

clean: ## remove build/
	rm -rf build apps/python/build apps/python/quern.egg-info
help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 14

-include $(LIB_OBJ:.o=.d) $(APP_OBJ:.o=.d) $(UNIT_OBJ:.o=.d)
.PHONY: all check check-long check-cpus mpi-check unit-check cli-check accept fuzz-replay inject inject-leaks python-check asan tsan coverage fuzz \
    fuzz-run bench demo langid-model layers format lint deps deps-install install uninstall dist deb clean help
.DELETE_ON_ERROR:
.SECONDARY:
