/*
 * Moves the clock of one process ahead by CLOCK_AHEAD_S seconds: the time of day alone, so that
 * everything that waits goes on waiting for real. Debian's faketime would do, but workerd's allocator
 * asks for the time before faketime is ready for that, and the two wait for each other for ever.
 * Needs no headers, so that a compiler alone is enough.
 */
struct time { long seconds, nanoseconds; };

extern char *getenv(const char *);
extern long strtol(const char *, char **, int);
extern long syscall(long, ...);

#ifdef __x86_64__
enum { SYS_CLOCK_GETTIME = 228 };
#else
enum { SYS_CLOCK_GETTIME = 113 }; /* arm64, riscv64 */
#endif
enum { CLOCK_REALTIME = 0, CLOCK_REALTIME_COARSE = 5 };

static long ahead;

__attribute__((constructor)) static void set_clock(void) {
  const char *text = getenv("CLOCK_AHEAD_S");
  if (text) ahead = strtol(text, 0, 10);
}

int clock_gettime(int clock, struct time *now) {
  int failed = (int)syscall(SYS_CLOCK_GETTIME, clock, now);
  if (!failed && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) now->seconds += ahead;
  return failed;
}

int gettimeofday(struct time *now, void *zone) {
  (void)zone;
  clock_gettime(CLOCK_REALTIME, now);
  now->nanoseconds /= 1000; /* microseconds here */
  return 0;
}

long time(long *out) {
  struct time now;
  clock_gettime(CLOCK_REALTIME, &now);
  if (out) *out = now.seconds;
  return now.seconds;
}
