#include "credits.h"

#include <string.h>

static const int64_t MS = 1000000;
static const int64_t LEASE_NS = 500000;
static const uint64_t POLL_NS = 1000000, BLOCKED_POLL_NS = 5000000, LONGEST_WAIT_NS = 50000000, ACTIVE_NS = 1000000000;
// Others say exactly when they became idle, but up to a tick and a late wake afterwards.
static const uint64_t HINDSIGHT_NS = 2500000;
// After the gate opened, how long a stream that has not launched since may still do so when others took the credit.
static const uint64_t OPENING_NS = 500000;
static const uint64_t LEASE_IDLE_NS = 5000000;

static int64_t least(int64_t a, int64_t b) { return a < b ? a : b; }
static int64_t greatest(int64_t a, int64_t b) { return a > b ? a : b; }
static uint64_t later(uint64_t a, uint64_t b) { return a > b ? a : b; }

void vgpu_credits_start(struct vgpu_credits *credits, struct vgpu_balance *balance, struct vgpu_words words,
                        struct vgpu_presence_page *page, uint64_t owner, enum vgpu_policy policy, uint64_t now_ns) {
  memset(credits, 0, sizeof(*credits));
  credits->balance = balance;
  credits->words = words;
  credits->page = page;
  credits->own = page == NULL ? NULL : vgpu_presence_claim(page, owner, now_ns);
  credits->owner = owner;
  credits->policy = policy;
  credits->active_streams = 1;
  credits->alone = 1;
  // Nobody knows yet.
  credits->shared_at_ns = now_ns;
}

static uint32_t granted(const struct vgpu_credits *credits) {
  uint32_t percent = atomic_load_explicit(&credits->balance->percent, memory_order_relaxed);
  return percent == 0 || percent > 100 ? 100 : percent;
}

static uint32_t percent_of(const struct vgpu_credits *credits) {
  uint32_t percent = granted(credits), asked = credits->asked_percent;
  return asked != 0 && asked < percent ? asked : percent;
}

bool vgpu_credits_limited(const struct vgpu_credits *credits) {
  if (percent_of(credits) == 100 || credits->policy == VGPU_POLICY_DISABLE)
    return false;
  return credits->policy == VGPU_POLICY_FORCE ||
         atomic_load_explicit(credits->words.utilization_switch, memory_order_relaxed) != 0;
}

// Device time of this process in the balance's, where it is dearer if this process may have less than the balance grants.
static int64_t priced(const struct vgpu_credits *credits, int64_t amount_ns) {
  return amount_ns * granted(credits) / percent_of(credits);
}

static int64_t unpriced(const struct vgpu_credits *credits, int64_t amount_ns) {
  return amount_ns * percent_of(credits) / granted(credits);
}

static void spend(struct vgpu_credits *credits, int64_t amount_ns, uint64_t now_ns) {
  vgpu_balance_spend(credits->balance, priced(credits, amount_ns), now_ns);
}

// Streams end their last kernels one by one: an open phase must be long enough that this does not matter.
static int64_t quantum_of(const struct vgpu_credits *credits) {
  int64_t largest = (int64_t)VGPU_BALANCE_SPAN_NS * percent_of(credits) / 100;
  if (credits->active_streams < 2)
    return least(largest / 2, 10 * MS);
  int64_t drain = (int64_t)(credits->recent_cost_ns * credits->active_streams);
  return least(least(largest * 9 / 10, 100 * MS), greatest(20 * MS, 25 * drain));
}

static int64_t bound_of(const struct vgpu_credits *credits) { return greatest(10 * MS * percent_of(credits) / 100, 4 * MS); }

static struct vgpu_stream *stream_of(struct vgpu_credits *credits, uint64_t id, uint64_t now_ns) {
  struct vgpu_stream *idle = NULL;
  for (uint32_t i = 0; i < VGPU_STREAMS; i++) {
    struct vgpu_stream *stream = &credits->streams[i];
    if (stream->asked_ns != 0 && stream->id == id)
      return stream;
    bool quiet = stream->markers == 0 && stream->batch.launches == 0;
    if (quiet && (idle == NULL || stream->asked_ns < idle->asked_ns))
      idle = stream;
    if (stream->asked_ns == 0)
      break;
  }
  if (idle == NULL)
    return &credits->streams[id % VGPU_STREAMS];
  *idle = (struct vgpu_stream){.id = id, .asked_ns = now_ns};
  return idle;
}

static void note_sharers(struct vgpu_credits *credits, uint64_t now_ns) {
  struct vgpu_shared_until *last = &credits->history[(credits->history_count + VGPU_HISTORY - 1) % VGPU_HISTORY];
  uint64_t from = credits->history_count == 0 ? now_ns : last->until_ns;
  if (credits->history_count != 0 && now_ns <= from)
    return;
  struct vgpu_sharers sharers = {.all = 1};
  if (credits->page != NULL)
    sharers = vgpu_presence_count(credits->page, credits->own, credits->owner, from, now_ns);
  if (sharers.all > 1)
    credits->shared_at_ns = now_ns;
  double length = (double)(now_ns - from);
  struct vgpu_shared_until next = credits->history_count == 0 ? (struct vgpu_shared_until){0} : *last;
  next.until_ns = now_ns;
  next.fair_ns += length / sharers.all;
  next.shared_ns += sharers.all > 1 ? length : 0;
  next.foreign_ns += sharers.foreign > 0 ? length : 0;
  credits->history[credits->history_count++ % VGPU_HISTORY] = next;
}

static struct vgpu_shared_until sums_at(const struct vgpu_credits *credits, uint64_t when_ns) {
  uint32_t newest = credits->history_count - 1;
  uint32_t oldest = credits->history_count > VGPU_HISTORY ? credits->history_count - VGPU_HISTORY : 0;
  if (when_ns <= credits->history[oldest % VGPU_HISTORY].until_ns)
    return credits->history[oldest % VGPU_HISTORY];
  if (when_ns >= credits->history[newest % VGPU_HISTORY].until_ns)
    return credits->history[newest % VGPU_HISTORY];
  while (newest - oldest > 1) {
    uint32_t middle = oldest + (newest - oldest) / 2;
    if (credits->history[middle % VGPU_HISTORY].until_ns >= when_ns)
      newest = middle;
    else
      oldest = middle;
  }
  const struct vgpu_shared_until *before = &credits->history[oldest % VGPU_HISTORY];
  const struct vgpu_shared_until *after = &credits->history[newest % VGPU_HISTORY];
  double part = (double)(when_ns - before->until_ns) / (double)(after->until_ns - before->until_ns);
  return (struct vgpu_shared_until){.until_ns = when_ns,
                                    .fair_ns = before->fair_ns + part * (after->fair_ns - before->fair_ns),
                                    .shared_ns = before->shared_ns + part * (after->shared_ns - before->shared_ns),
                                    .foreign_ns = before->foreign_ns + part * (after->foreign_ns - before->foreign_ns)};
}

static void outstanding_less(struct vgpu_credits *credits, const struct vgpu_batch *batch, uint64_t end_ns, uint64_t now_ns) {
  credits->outstanding -= batch->launches;
  credits->outstanding_ns -= batch->charged_ns;
  if (credits->outstanding != 0)
    return;
  if (credits->own != NULL)
    vgpu_presence_publish(credits->own, false, end_ns, now_ns);
}

static void become_busy(struct vgpu_credits *credits, uint64_t now_ns) {
  credits->seen_since_ns = now_ns;
  if (credits->own != NULL)
    vgpu_presence_publish(credits->own, true, now_ns, now_ns);
}

// What no marker follows stays charged as estimated.
static void drop_batch(struct vgpu_credits *credits, struct vgpu_stream *stream, uint64_t end_ns, uint64_t now_ns) {
  outstanding_less(credits, &stream->batch, end_ns, now_ns);
  stream->held_ns -= stream->batch.own_ns;
  stream->batch = (struct vgpu_batch){0};
}

static void batch_add(struct vgpu_credits *credits, struct vgpu_stream *stream, uint64_t key, uint32_t launches, int64_t cost_ns,
                      double own_ns, bool known, uint64_t now_ns) {
  struct vgpu_batch *batch = &stream->batch;
  if (credits->outstanding == 0) {
    // What happened while nothing was outstanding is nobody's cost.
    if (credits->markers_out == 0)
      note_sharers(credits, now_ns);
    become_busy(credits, now_ns);
  }
  // A stream that ran dry in between is not charged the pause: what it did before stays charged as estimated.
  bool dry = batch->launches != 0 && batch->unknown == 0 && stream->markers == 0 &&
             now_ns > stream->expected_end_ns + (uint64_t)(batch->charged_ns / 2) + 100000;
  if (dry) {
    drop_batch(credits, stream, stream->expected_end_ns, now_ns);
    if (credits->outstanding == 0)
      become_busy(credits, now_ns);
  }
  if (batch->launches == 0)
    batch->first_ns = now_ns;
  uint32_t part = 0;
  while (part < batch->keys && batch->parts[part].key != key)
    part++;
  if (part == VGPU_BATCH_KEYS)
    part--;
  if (part == batch->keys) {
    batch->parts[part].key = key;
    batch->parts[part].launches = 0;
    batch->keys++;
  }
  batch->parts[part].launches += launches;
  batch->launches += launches;
  batch->unknown += known ? 0 : launches;
  batch->charged_ns += cost_ns * launches;
  stream->since_marker_ns += cost_ns * launches;
  stream->expected_end_ns = later(stream->expected_end_ns, now_ns) + (uint64_t)(cost_ns * launches);
  batch->own_ns += own_ns * launches;
  stream->held_ns += own_ns * launches;
  stream->drained_ns = later(stream->drained_ns, now_ns) + (uint64_t)(own_ns * launches);
  credits->outstanding += launches;
  credits->outstanding_ns += cost_ns * launches;
}

static uint32_t mark(struct vgpu_credits *credits, struct vgpu_stream *stream) {
  uint32_t m = 0;
  while (m < credits->marker_high && credits->markers[m].recorded)
    m++;
  if (m == VGPU_MARKERS)
    return VGPU_NO_MARKER;
  if (m == credits->marker_high)
    credits->marker_high++;
  credits->markers[m] = (struct vgpu_marker){.stream = (uint32_t)(stream - credits->streams), .recorded = 1,
                                             .order = credits->marker_order++, .batch = stream->batch};
  credits->markers_out++;
  stream->markers++;
  stream->marked_launches += stream->batch.launches;
  credits->unsettled_ns += stream->batch.charged_ns;
  stream->marked_unknown += stream->batch.unknown;
  stream->since_marker_ns = 0;
  stream->batch = (struct vgpu_batch){0};
  return m;
}

static bool wants_marker(const struct vgpu_stream *stream) {
  return stream->since_marker_ns >= MS || stream->batch.own_ns >= (double)MS;
}

// Whether the program may have waited for the stream and gone on since the last decision. While it has two markers that had not
// come at the last tick, there was about a millisecond's work behind the first. Beside others nobody can say how long work takes.
static bool perhaps_paused(const struct vgpu_credits *credits, const struct vgpu_stream *stream, uint64_t now_ns) {
  static const uint64_t BETWEEN_MARKERS_NS = 800000;
  uint64_t marked = stream->markers < 2 ? 0 : credits->ticked_ns + (stream->markers - 1) * BETWEEN_MARKERS_NS;
  return now_ns > later(stream->surely_busy_ns, marked) && now_ns > credits->shared_at_ns + ACTIVE_NS;
}

bool vgpu_leased_tell(struct vgpu_credits *credits, struct vgpu_leased *leased, uint64_t now_ns) {
  if (leased->launches == 0)
    return false;
  struct vgpu_stream *stream = stream_of(credits, leased->stream, now_ns);
  double own = vgpu_cost_own(vgpu_cost_of(&credits->costs, leased->key, now_ns));
  bool first = stream->batch.launches == 0;
  bool paused = perhaps_paused(credits, stream, now_ns);
  batch_add(credits, stream, leased->key, leased->launches, leased->cost_ns, own, true, now_ns);
  // They were launched since the stream's last decision, but if it has run dry in between, not long ago.
  if (first)
    stream->batch.first_ns = later(stream->launched_ns, now_ns - least((int64_t)now_ns, (int64_t)(2 * own * leased->launches)));
  stream->batch.paused |= paused;
  // Perhaps they were launched right after that decision.
  stream->surely_busy_ns += (uint64_t)(own * leased->launches);
  leased->launches = 0;
  return wants_marker(stream);
}

void vgpu_stream_drained(struct vgpu_credits *credits, uint64_t id, uint64_t now_ns) {
  struct vgpu_stream *stream = stream_of(credits, id, now_ns);
  stream->fresh = true;
  if (stream->batch.launches != 0)
    drop_batch(credits, stream, stream->expected_end_ns < now_ns ? stream->expected_end_ns : now_ns, now_ns);
}

void vgpu_lease_return(struct vgpu_credits *credits, struct vgpu_lease *lease, uint64_t now_ns) {
  if (lease->left_ns > 0)
    spend(credits, -lease->left_ns, now_ns);
  lease->left_ns = 0;
}

static void pay(struct vgpu_credits *credits, struct vgpu_lease *lease, int64_t cost_ns, bool known, uint64_t now_ns) {
  if (lease->left_ns < cost_ns && known && cost_ns < LEASE_NS) {
    int64_t threads = credits->active_streams, fair = vgpu_balance_read(credits->balance, now_ns) / threads;
    int64_t most = least(priced(credits, LEASE_NS / threads), fair);
    lease->left_ns += unpriced(credits, vgpu_balance_take(credits->balance, most, now_ns));
  }
  if (lease->left_ns >= cost_ns)
    lease->left_ns -= cost_ns;
  else
    spend(credits, cost_ns, now_ns);
}

// Whether a launch would be over before another stream of this process is drained: it takes none of the device's time, and
// without it part of the device would be empty until then.
static bool fits_beside(const struct vgpu_credits *credits, const struct vgpu_stream *stream, const struct vgpu_cost *cost,
                        uint64_t now_ns) {
  uint64_t end = later(stream->drained_ns, now_ns) + (uint64_t)cost->own_ns;
  for (uint32_t i = 0; i < VGPU_STREAMS && credits->streams[i].asked_ns != 0; i++) {
    if (&credits->streams[i] != stream && credits->streams[i].drained_ns >= end)
      return cost->own_ns > 0;
  }
  return false;
}

// An open gate is open for each stream at least once: streams that could run side by side would otherwise take turns, each
// seeming to cost the whole card, for ever.
static bool gate(struct vgpu_credits *credits, const struct vgpu_stream *stream, const struct vgpu_cost *cost, uint64_t now_ns,
                 uint64_t *wait_ns) {
  bool open = vgpu_gate(credits->balance, priced(credits, quantum_of(credits)), now_ns, wait_ns);
  if (open && !credits->was_open)
    credits->opened_ns = now_ns;
  credits->was_open = open;
  return open || (stream->launched_ns < credits->opened_ns && now_ns < credits->opened_ns + OPENING_NS) ||
         fits_beside(credits, stream, cost, now_ns);
}

struct vgpu_decision vgpu_launch_decision(struct vgpu_credits *credits, struct vgpu_lease *lease, uint64_t key, uint64_t id,
                                          uint64_t now_ns) {
  struct vgpu_decision decision = {.marker = VGPU_NO_MARKER};
  int32_t recent = atomic_load_explicit(credits->words.recent_kernel, memory_order_relaxed);
  if (recent < 0) {
    decision.wait_ns = now_ns + BLOCKED_POLL_NS;
    return decision;
  }
  if (recent != 2)
    atomic_compare_exchange_strong(credits->words.recent_kernel, &recent, 2);
  if (!vgpu_credits_limited(credits)) {
    decision.go = true;
    return decision;
  }
  if (lease->used_ns + LEASE_IDLE_NS < now_ns)
    vgpu_lease_return(credits, lease, now_ns);
  lease->used_ns = now_ns;
  struct vgpu_stream *stream = stream_of(credits, id, now_ns);
  stream->asked_ns = now_ns;
  struct vgpu_cost *cost = vgpu_cost_of(&credits->costs, key, now_ns);
  bool known = vgpu_cost_known(cost);
  int64_t estimate = vgpu_cost_estimate(cost);
  uint32_t held = stream->marked_launches + stream->batch.launches;
  // By the stream's own time: by device time the first stream to ask would take all that may be outstanding, streams that run
  // dry look as if they could not run side by side, and who waits for others would be allowed ever less.
  double own = vgpu_cost_own(cost);
  bool full = known ? held >= 2 && stream->held_ns + own > (double)bound_of(credits)
                    : stream->marked_unknown + stream->batch.unknown >= 2;
  if (full)
    decision.wait_ns = now_ns + POLL_NS;
  else if (!gate(credits, stream, cost, now_ns, &decision.wait_ns))
    decision.wait_ns = decision.wait_ns < now_ns + LONGEST_WAIT_NS ? decision.wait_ns : now_ns + LONGEST_WAIT_NS;
  else
    decision.go = true;
  if (!decision.go) {
    // Whoever waits here has nothing to launch that a marker could follow.
    if (stream->batch.paused && stream->batch.unknown == 0)
      drop_batch(credits, stream, stream->expected_end_ns, now_ns);
    else if (stream->batch.launches != 0)
      decision.marker = mark(credits, stream);
    return decision;
  }
  stream->launched_ns = now_ns;
  pay(credits, lease, estimate, known, now_ns);
  // A pause is nobody's cost: of such launches this one is measured, behind what the stream still has to do.
  decision.bracket = decision.idle = stream->fresh;
  if (stream->batch.paused && stream->batch.unknown == 0 &&
      (stream->since_marker_ns + estimate >= MS || stream->batch.own_ns + own >= (double)MS)) {
    drop_batch(credits, stream, stream->expected_end_ns, now_ns);
    decision.bracket = true;
  }
  uint64_t earliest = decision.bracket && !decision.idle ? later(stream->drained_ns, now_ns) : now_ns;
  batch_add(credits, stream, key, 1, estimate, own, known, now_ns);
  if (stream->batch.launches == 1)
    stream->batch.first_ns = earliest;
  stream->surely_busy_ns = later(stream->surely_busy_ns, now_ns) + (uint64_t)own;
  credits->recent_cost_ns += ((double)estimate - credits->recent_cost_ns) * 0.05;
  if (!known || wants_marker(stream))
    decision.marker = mark(credits, stream);
  stream->fresh = false;
  decision.cost_ns = known ? estimate : 0;
  return decision;
}

void vgpu_marker_completed(struct vgpu_credits *credits, uint32_t marker, uint64_t end_ns) {
  if (marker < credits->marker_high && credits->markers[marker].recorded)
    credits->markers[marker].end_ns = end_ns;
}

void vgpu_marker_began(struct vgpu_credits *credits, uint32_t marker, uint64_t begin_ns) {
  if (marker < credits->marker_high && credits->markers[marker].recorded)
    credits->markers[marker].batch.first_ns = begin_ns;
}

// Since when this process has been busy without a break, at the latest since `busy_until_ns`. What follows `until` in its stream
// began later, even if it isn't known yet when.
static uint64_t busy_from(const struct vgpu_credits *credits, const struct vgpu_marker *until) {
  uint64_t from = UINT64_MAX;
  for (uint32_t m = 0; m < credits->marker_high; m++) {
    const struct vgpu_marker *marker = &credits->markers[m];
    if (!marker->recorded || (until != NULL && marker->stream == until->stream && marker->order > until->order))
      continue;
    uint64_t start = later(marker->batch.first_ns, credits->streams[marker->stream].end_ns);
    if (start < from)
      from = start;
  }
  return later(from, credits->busy_until_ns);
}

// What the batch's launches cost with nobody beside them.
static bool isolated_cost(struct vgpu_credits *credits, const struct vgpu_batch *batch, uint64_t now_ns, double *cost_ns) {
  *cost_ns = 0;
  for (uint32_t i = 0; i < batch->keys; i++) {
    const struct vgpu_cost *cost = vgpu_cost_of(&credits->costs, batch->parts[i].key, now_ns);
    double mean;
    // Without a page nobody can say who else is there: but who waits for time slices sees that.
    if (!(credits->page == NULL ? vgpu_cost_sliced(cost, &mean) : vgpu_cost_isolated(cost, now_ns, &mean)))
      return false;
    *cost_ns += mean * batch->parts[i].launches;
  }
  return true;
}

static void learn(struct vgpu_credits *credits, const struct vgpu_batch *batch, double cost_ns, double fair_ns,
                  double alone, uint64_t now_ns) {
  double estimated = 0, weight = 0.1 / credits->active_streams;
  for (uint32_t i = 0; i < batch->keys; i++)
    estimated += (double)vgpu_cost_estimate(vgpu_cost_of(&credits->costs, batch->parts[i].key, now_ns)) *
                 batch->parts[i].launches;
  for (uint32_t i = 0; i < batch->keys; i++) {
    struct vgpu_cost *cost = vgpu_cost_of(&credits->costs, batch->parts[i].key, now_ns);
    double part = (double)vgpu_cost_estimate(cost) * batch->parts[i].launches / estimated;
    vgpu_cost_learn(cost, cost_ns * part, batch->parts[i].launches, weight);
    if (alone > 0)
      vgpu_cost_learn_alone(cost, fair_ns * part, batch->parts[i].launches, weight * 0.3, alone, now_ns);
  }
}

static void learn_own(struct vgpu_credits *credits, const struct vgpu_batch *batch, double own_ns, uint64_t now_ns) {
  double known = 0;
  for (uint32_t i = 0; i < batch->keys; i++)
    known += vgpu_cost_own(vgpu_cost_of(&credits->costs, batch->parts[i].key, now_ns)) * batch->parts[i].launches;
  for (uint32_t i = 0; i < batch->keys; i++) {
    struct vgpu_cost *cost = vgpu_cost_of(&credits->costs, batch->parts[i].key, now_ns);
    vgpu_cost_learn_own(cost, vgpu_cost_own(cost) * own_ns / known);
  }
}

// Others take who pauses for a moment to be there all the time: what they are not charged for it must be charged to it.
static double unnoticed_pause(const struct vgpu_credits *credits, const struct vgpu_shared_until *until) {
  struct vgpu_shared_until from = sums_at(credits, later(credits->busy_until_ns, credits->seen_since_ns));
  if (from.until_ns >= until->until_ns)
    return 0;
  double alone_ns = (double)(until->until_ns - from.until_ns) - (until->shared_ns - from.shared_ns);
  return until->fair_ns - from.fair_ns - alone_ns;
}

static void settle(struct vgpu_credits *credits, struct vgpu_marker *marker, uint64_t now_ns) {
  struct vgpu_stream *stream = &credits->streams[marker->stream];
  const struct vgpu_batch *batch = &marker->batch;
  uint64_t from = busy_from(credits, marker), end = later(marker->end_ns, from);
  struct vgpu_shared_until before = sums_at(credits, from), after = sums_at(credits, end);
  double elapsed = (double)(end - from), cost = elapsed, isolated;
  double fair = after.fair_ns - before.fair_ns, alone_ns = elapsed - (after.shared_ns - before.shared_ns);
  // One that ended with the one before took no time: nobody can say that it was alone then, if that was not.
  if (elapsed > 0)
    credits->alone = after.shared_ns - before.shared_ns <= 0 ? 1 : alone_ns / fair;
  bool alone = credits->alone >= 1, ours = after.foreign_ns - before.foreign_ns <= 0;
  if (credits->page == NULL && isolated_cost(credits, batch, now_ns, &isolated)) {
    cost = isolated < elapsed ? isolated : elapsed;
  } else if (!alone) {
    // Among the processes of one container these parts add up to the time in which any of them was busy.
    cost = fair + unnoticed_pause(credits, &before);
    if (!ours && isolated_cost(credits, batch, now_ns, &isolated)) {
      credits->carry_ns += elapsed;
      cost = isolated < credits->carry_ns ? isolated : credits->carry_ns;
      credits->carry_ns -= cost;
      double others = (double)(credits->unsettled_ns - batch->charged_ns);
      if (credits->carry_ns > others)
        credits->carry_ns = others;
    }
  }
  atomic_fetch_add(ours ? &credits->balance->alone_ns : &credits->balance->shared_ns, (uint64_t)cost);
  // What others came into teaches by the part without them: left out, long intervals would be missed more often than short ones.
  learn(credits, batch, cost, alone ? elapsed : fair, credits->alone, now_ns);
  if (!ours)
    cost *= vgpu_trim_now(credits->balance, now_ns);
  spend(credits, (int64_t)cost - batch->charged_ns - credits->overrun_ns, now_ns);
  credits->overrun_ns = 0;
  credits->busy_until_ns = end;
  uint64_t own_from = later(batch->first_ns, stream->end_ns);
  if (marker->end_ns > own_from)
    learn_own(credits, batch, (double)(marker->end_ns - own_from), now_ns);
  stream->end_ns = later(stream->end_ns, marker->end_ns);
  credits->unsettled_ns -= batch->charged_ns;
  if (credits->unsettled_ns == 0)
    credits->carry_ns = 0;
  marker->recorded = 0;
  credits->markers_out--;
}

static void end_marker(struct vgpu_credits *credits, struct vgpu_marker *marker, uint64_t now_ns) {
  struct vgpu_stream *stream = &credits->streams[marker->stream];
  const struct vgpu_batch *batch = &marker->batch;
  marker->ended = 1;
  stream->markers--;
  stream->marked_launches -= batch->launches;
  stream->marked_unknown -= batch->unknown;
  if (stream->markers == 0)
    stream->expected_end_ns = later(marker->end_ns, stream->batch.first_ns) + (uint64_t)stream->batch.charged_ns;
  stream->held_ns -= batch->own_ns;
  stream->drained_ns = marker->end_ns + (uint64_t)greatest(0, (int64_t)stream->held_ns);
  if (marker->end_ns > credits->last_end_ns)
    credits->last_end_ns = marker->end_ns;
  outstanding_less(credits, batch, credits->last_end_ns, now_ns);
}

// Of the markers that ended, the one that did so first.
static struct vgpu_marker *first_ended(struct vgpu_credits *credits, uint64_t until_ns) {
  struct vgpu_marker *first = NULL;
  for (uint32_t m = 0; m < credits->marker_high; m++) {
    struct vgpu_marker *marker = &credits->markers[m];
    if (marker->ended && marker->recorded && marker->end_ns <= until_ns &&
        (first == NULL || marker->end_ns < first->end_ns || (marker->end_ns == first->end_ns && marker->order < first->order)))
      first = marker;
  }
  return first;
}

static void charge_overrun(struct vgpu_credits *credits, uint64_t now_ns) {
  if (credits->markers_out == 0)
    return;
  struct vgpu_shared_until before = sums_at(credits, busy_from(credits, NULL)), after = sums_at(credits, now_ns);
  int64_t over = (int64_t)(after.fair_ns - before.fair_ns) - credits->unsettled_ns;
  over = least(over, (int64_t)VGPU_BALANCE_SPAN_NS * credits->markers_out);
  if (over <= credits->overrun_ns)
    return;
  spend(credits, over - credits->overrun_ns, now_ns);
  credits->overrun_ns = over;
}

bool vgpu_tick(struct vgpu_credits *credits, uint64_t now_ns) {
  credits->ticked_ns = now_ns;
  for (uint32_t m = 0; m < credits->marker_high; m++) {
    struct vgpu_marker *marker = &credits->markers[m];
    if (marker->recorded && marker->end_ns != 0 && !marker->ended)
      end_marker(credits, marker, now_ns);
  }
  note_sharers(credits, now_ns - HINDSIGHT_NS);
  for (struct vgpu_marker *marker; (marker = first_ended(credits, now_ns - HINDSIGHT_NS)) != NULL;)
    settle(credits, marker, now_ns);
  uint32_t active = 0;
  for (uint32_t i = 0; i < VGPU_STREAMS && credits->streams[i].asked_ns != 0; i++) {
    struct vgpu_stream *stream = &credits->streams[i];
    if (stream->markers == 0 && stream->batch.launches != 0 && now_ns > stream->expected_end_ns)
      drop_batch(credits, stream, stream->expected_end_ns, now_ns);
    active += stream->asked_ns + ACTIVE_NS > now_ns || stream->markers != 0;
  }
  credits->active_streams = active == 0 ? 1 : active;
  charge_overrun(credits, now_ns);
  if (credits->own != NULL && credits->outstanding != 0)
    vgpu_presence_publish(credits->own, true, now_ns, now_ns);
  return credits->outstanding != 0 || credits->markers_out != 0;
}

void vgpu_marker_dropped(struct vgpu_credits *credits, uint32_t m, uint64_t now_ns) {
  struct vgpu_marker *marker = &credits->markers[m];
  if (m >= credits->marker_high || !marker->recorded)
    return;
  if (!marker->ended) {
    marker->end_ns = now_ns;
    end_marker(credits, marker, now_ns);
  }
  credits->unsettled_ns -= marker->batch.charged_ns;
  marker->recorded = 0;
  credits->markers_out--;
}

void vgpu_markers_lost(struct vgpu_credits *credits, uint64_t now_ns) {
  memset(credits->markers, 0, sizeof(credits->markers));
  memset(credits->streams, 0, sizeof(credits->streams));
  credits->marker_high = credits->markers_out = credits->outstanding = 0;
  credits->outstanding_ns = credits->unsettled_ns = credits->overrun_ns = 0;
  credits->busy_until_ns = now_ns;
  if (credits->own != NULL)
    vgpu_presence_publish(credits->own, false, now_ns, now_ns);
}
