/*
 * Starts the Java runtime of the tarball: DIR/bin/NAME runs MAIN_CLASS with DIR/runtime and DIR/lib.
 *
 * Linked statically it needs a Linux kernel only, so it runs where there is not even a shell.
 * launcher.sh does the same where the tarball was built without a C compiler.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <unistd.h>

static void fail(const char *what) {
  fprintf(stderr, "deepmft: %s: %s\n", what, strerror(errno));
  exit(1);
}

static char *text(const char *format, ...) {
  char *made;
  va_list parts;
  va_start(parts, format);
  if (vasprintf(&made, format, parts) < 0) {
    fail("the command line");
  }
  va_end(parts);
  return made;
}

/* Puts a directory behind those the user named. */
static void add_library_path(const char *directory) {
  const char *named = getenv("LD_LIBRARY_PATH");
  setenv("LD_LIBRARY_PATH", named && *named ? text("%s:%s", named, directory) : directory, 1);
}

/* Java takes the names of files for ASCII in the locale C. */
static void choose_utf8(void) {
  static const char *const names[] = {"LC_ALL", "LC_CTYPE", "LANG"};
  const char *locale = NULL;
  for (size_t i = 0; i < sizeof names / sizeof *names && !(locale && *locale); i++) {
    locale = getenv(names[i]);
  }
  if (!locale || !*locale || !strcmp(locale, "C") || !strcmp(locale, "POSIX")) {
    setenv("LC_ALL", "C.UTF-8", 1);
  }
}

static int has_libstdcxx(void) {
  static const char *const places[] = {"/usr/lib64", "/lib64", "/usr/lib/x86_64-linux-gnu",
                                       "/lib/x86_64-linux-gnu"};
  for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
    if (access(text("%s/libstdc++.so.6", places[i]), R_OK) == 0) {
      return 1;
    }
  }
  return 0;
}

int main(int argc, char **argv) {
  char home[PATH_MAX] = "";
  int proc = readlink("/proc/self/exe", home, sizeof home - 1) > 0;
  if (!proc && !realpath((const char *)getauxval(AT_EXECFN), home)) {
    fail(argv[0]);
  }
  for (int up = 0; up < 2; up++) {
    *strrchr(home, '/') = '\0';
  }

  choose_utf8();
  setenv("DEEPMFT_TERMINAL", isatty(2) ? "1" : "0", 1);
  setenv("DEEPMFT_OUTPUT_TERMINAL", isatty(1) ? "1" : "0", 1);
  if (!proc) { /* the loader then cannot tell where java lies */
    add_library_path(text("%s/runtime/lib", home));
  }
  if (!has_libstdcxx()) {
    add_library_path(text("%s/lib/libstdc++", home));
  }

  const char *own = getenv("DEEPMFT_JAVA_OPTIONS");
  char *options = text("%s", own ? own : "");
  char *java = text("%s/runtime/bin/java", home);
  char **words = calloc(strlen(options) + argc + 8, sizeof *words);
  if (!words) {
    fail("the command line");
  }
  int n = 0;
  words[n++] = java;
  words[n++] = text("-Djava.library.path=%s/lib/native", home);
  for (char *word = strtok(options, " \t\n"); word; word = strtok(NULL, " \t\n")) {
    words[n++] = word;
  }
  words[n++] = "-cp";
  words[n++] = text("%s/lib/*", home);
  words[n++] = MAIN_CLASS;
  memcpy(words + n, argv + 1, (argc > 0 ? argc - 1 : 0) * sizeof *words);
  execv(java, words);
  fail(java);
}
