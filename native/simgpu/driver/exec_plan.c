// Laying out a graph: child graphs are unfolded, and the nodes spread over chains so that nothing waits for what it does not
// depend on while there are chains left.
#include <stdlib.h>
#include <string.h>

#include "exec.h"

// While planning, each step knows what it depends on, and how much of each chain comes before it.
struct draft {
  size_t *dependencies;
  size_t count;
  uint32_t before[SG_CHAINS_ROOM];  // so many steps of the chain, itself included
};

struct planner {
  struct sg_plan *plan;
  struct draft *drafts;
  size_t capacity;
  struct sg_graph_node **invalid;
};

static CUresult add_step(struct planner *planner, struct sg_graph_node *node, size_t *dependencies, size_t count, size_t *out) {
  struct sg_plan *plan = planner->plan;
  if (plan->count == planner->capacity) {
    size_t capacity = planner->capacity == 0 ? 16 : 2 * planner->capacity;
    struct sg_step *steps = realloc(plan->steps, capacity * sizeof *steps);
    if (steps != NULL)
      plan->steps = steps;
    struct draft *drafts = realloc(planner->drafts, capacity * sizeof *drafts);
    if (drafts != NULL)
      planner->drafts = drafts;
    if (steps == NULL || drafts == NULL) {
      free(dependencies);
      return CUDA_ERROR_OUT_OF_MEMORY;
    }
    planner->capacity = capacity;
  }
  plan->steps[plan->count] = (struct sg_step){.node = node};
  planner->drafts[plan->count] = (struct draft){.dependencies = dependencies, .count = count};
  *out = plan->count++;
  return CUDA_SUCCESS;
}

// The graph's nodes, each after those it depends on, in the order of their creation where there is a choice.
static CUresult sort(const struct sg_graph *graph, size_t *order, struct sg_graph_node **invalid) {
  size_t *missing = malloc((graph->count + 1) * sizeof *missing);
  if (missing == NULL)
    return CUDA_ERROR_OUT_OF_MEMORY;
  size_t read = 0, written = 0;
  for (size_t i = 0; i < graph->count; i++) {
    missing[i] = graph->nodes[i]->in.count;
    if (missing[i] == 0)
      order[written++] = i;
  }
  while (read < written) {
    const struct sg_edges *out = &graph->nodes[order[read++]]->out;
    for (size_t e = 0; e < out->count; e++)
      if (--missing[out->list[e].node->index] == 0)
        order[written++] = out->list[e].node->index;
  }
  if (written < graph->count) {
    size_t i = 0;
    while (missing[i] == 0)
      i++;
    *invalid = graph->nodes[i];
  }
  free(missing);
  return written == graph->count ? CUDA_SUCCESS : CUDA_ERROR_INVALID_VALUE;
}

static size_t *copy_list(const size_t *list, size_t count) {
  size_t *copy = malloc((count + 1) * sizeof *copy);
  if (copy != NULL && count > 0)
    memcpy(copy, list, count * sizeof *copy);
  return copy;
}

static CUresult unfold(struct planner *planner, const struct sg_graph *graph, const size_t *entry, size_t entry_count,
                       size_t *exit);

// One step for a node, or those of its child graph; `last` is the step with which it ends.
static CUresult unfold_node(struct planner *planner, struct sg_graph_node *node, const size_t *entry, size_t entry_count,
                            const size_t *lasts, size_t *last) {
  size_t count = node->in.count > 0 ? node->in.count : entry_count;
  size_t *dependencies = malloc((count + 1) * sizeof *dependencies);
  if (dependencies == NULL)
    return CUDA_ERROR_OUT_OF_MEMORY;
  for (size_t i = 0; i < count; i++)
    dependencies[i] = node->in.count > 0 ? lasts[node->in.list[i].node->index] : entry[i];
  if (node->child == NULL)
    return add_step(planner, node, dependencies, count, last);
  CUresult result = unfold(planner, node->child, dependencies, count, last);
  free(dependencies);
  return result;
}

static CUresult unfold(struct planner *planner, const struct sg_graph *graph, const size_t *entry, size_t entry_count,
                       size_t *exit) {
  size_t *order = malloc((graph->count + 1) * sizeof *order);
  size_t *lasts = malloc((graph->count + 1) * sizeof *lasts);
  size_t *ends = malloc((graph->count + 1) * sizeof *ends);
  size_t end_count = 0;
  CUresult result = order != NULL && lasts != NULL && ends != NULL ? CUDA_SUCCESS : CUDA_ERROR_OUT_OF_MEMORY;
  if (result == CUDA_SUCCESS)
    result = sort(graph, order, planner->invalid);
  for (size_t i = 0; result == CUDA_SUCCESS && i < graph->count; i++) {
    struct sg_graph_node *node = graph->nodes[order[i]];
    result = unfold_node(planner, node, entry, entry_count, lasts, &lasts[node->index]);
    if (node->out.count == 0)
      ends[end_count++] = lasts[node->index];
  }
  if (result == CUDA_SUCCESS && exit != NULL) {
    if (end_count == 1) {
      *exit = ends[0];
    } else {
      size_t *joined = graph->count == 0 ? copy_list(entry, entry_count) : copy_list(ends, end_count);
      result = joined == NULL ? CUDA_ERROR_OUT_OF_MEMORY
                              : add_step(planner, NULL, joined, graph->count == 0 ? entry_count : end_count, exit);
    }
  }
  free(order);
  free(lasts);
  free(ends);
  return result;
}

static struct sg_context *context_of(const struct sg_step *step) {
  return step->node != NULL ? step->node->task->context : NULL;
}

static bool fits(const struct sg_plan *plan, uint32_t chain, const struct sg_context *context) {
  return context == NULL || plan->chains[chain].context == NULL || plan->chains[chain].context == context;
}

static bool choose(struct planner *planner, size_t s, uint32_t *out) {
  struct sg_plan *plan = planner->plan;
  const struct draft *draft = &planner->drafts[s];
  const struct sg_context *context = context_of(&plan->steps[s]);
  // Go on where a dependency ended; else where all that was done so far comes before this step anyway.
  for (size_t i = 0; i < draft->count; i++) {
    uint32_t chain = plan->steps[draft->dependencies[i]].chain;
    if (plan->chains[chain].last == draft->dependencies[i] && fits(plan, chain, context)) {
      *out = chain;
      return true;
    }
  }
  for (uint32_t chain = 0; chain < plan->chain_count; chain++) {
    if (draft->before[chain] == plan->chains[chain].length && fits(plan, chain, context)) {
      *out = chain;
      return true;
    }
  }
  uint32_t shortest = SG_CHAINS_ROOM;
  for (uint32_t chain = 0; chain < plan->chain_count; chain++) {
    if (fits(plan, chain, context) && (shortest == SG_CHAINS_ROOM || plan->chains[chain].length < plan->chains[shortest].length))
      shortest = chain;
  }
  *out = plan->chain_count < SG_CHAINS || shortest == SG_CHAINS_ROOM ? plan->chain_count : shortest;
  return *out < SG_CHAINS_ROOM;
}

static void merge(struct draft *into, const struct draft *from) {
  for (uint32_t chain = 0; chain < SG_CHAINS_ROOM; chain++)
    if (from->before[chain] > into->before[chain])
      into->before[chain] = from->before[chain];
}

static bool add_wait(struct sg_plan *plan, size_t step) {
  if (plan->wait_count == plan->wait_capacity) {
    size_t capacity = plan->wait_capacity == 0 ? 16 : 2 * plan->wait_capacity;
    size_t *waits = realloc(plan->waits, capacity * sizeof *waits);
    if (waits == NULL)
      return false;
    plan->waits = waits;
    plan->wait_capacity = capacity;
  }
  plan->waits[plan->wait_count++] = step;
  return true;
}

static int later_first(const void *one, const void *other) {
  size_t a = *(const size_t *)one, b = *(const size_t *)other;
  return a < b ? 1 : a > b ? -1 : 0;
}

static CUresult place(struct planner *planner, size_t s) {
  struct sg_plan *plan = planner->plan;
  struct sg_step *step = &plan->steps[s];
  struct draft *draft = &planner->drafts[s];
  struct draft known = {0};
  uint32_t chain;
  for (size_t i = 0; i < draft->count; i++)
    merge(draft, &planner->drafts[draft->dependencies[i]]);
  if (!choose(planner, s, &chain))
    return CUDA_ERROR_OUT_OF_MEMORY;
  if (chain == plan->chain_count) {
    plan->chain_count++;
    step->waits_for_start = draft->count == 0;
  } else {
    merge(&known, &planner->drafts[plan->chains[chain].last]);
  }
  // A later dependency often covers earlier ones.
  qsort(draft->dependencies, draft->count, sizeof *draft->dependencies, later_first);
  step->first_wait = plan->wait_count;
  for (size_t i = 0; i < draft->count; i++) {
    const struct sg_step *other = &plan->steps[draft->dependencies[i]];
    if (known.before[other->chain] > other->position)
      continue;
    if (other->chain != chain && !add_wait(plan, draft->dependencies[i]))
      return CUDA_ERROR_OUT_OF_MEMORY;
    merge(&known, &planner->drafts[draft->dependencies[i]]);
  }
  step->wait_count = plan->wait_count - step->first_wait;
  step->chain = chain;
  step->position = plan->chains[chain].length++;
  known.before[chain] = plan->chains[chain].length;
  memcpy(draft->before, known.before, sizeof draft->before);
  plan->chains[chain].last = s;
  if (plan->chains[chain].context == NULL)
    plan->chains[chain].context = context_of(step);
  return CUDA_SUCCESS;
}

CUresult sg_plan_make(const struct sg_graph *graph, struct sg_context *context, struct sg_plan *out,
                      struct sg_graph_node **invalid) {
  *out = (struct sg_plan){0};
  *invalid = NULL;
  struct planner planner = {.plan = out, .invalid = invalid};
  CUresult result = unfold(&planner, graph, NULL, 0, NULL);
  for (size_t s = 0; result == CUDA_SUCCESS && s < out->count; s++)
    result = place(&planner, s);
  if (result == CUDA_SUCCESS && out->count > 0) {
    const struct draft *first = &planner.drafts[out->chains[0].last];
    for (uint32_t chain = 0; chain < out->chain_count; chain++) {
      out->chains[chain].joined = first->before[chain] == out->chains[chain].length;
      if (out->chains[chain].context == NULL)
        out->chains[chain].context = context;
    }
  }
  for (size_t s = 0; s < out->count; s++)
    free(planner.drafts[s].dependencies);
  free(planner.drafts);
  if (result != CUDA_SUCCESS)
    sg_plan_drop(out);
  return result;
}

void sg_plan_drop(struct sg_plan *plan) {
  free(plan->steps);
  free(plan->waits);
  *plan = (struct sg_plan){0};
}
