// Graphs, their nodes and edges.
#include <unistd.h>

#include "graphs.h"

CASE(cuGraphCreate, CUDA_SUCCESS, "an empty graph") {
  CUgraph graph = with_graph();
  size_t count = 7;
  EXPECT(cuGraphGetNodes(graph, NULL, &count), CUDA_SUCCESS);
  CHECK(count == 0);
}

CASE(cuGraphCreate, CUDA_ERROR_INVALID_VALUE, "flags") {
  CUgraph graph;
  with_context();
  EXPECT(cuGraphCreate(&graph, 1), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuGraphDestroy, CUDA_SUCCESS, "with its nodes") {
  CUgraph graph = with_graph();
  empty_node(graph, empty_node(graph, NULL, NULL), NULL);
  EXPECT(cuGraphDestroy(graph), CUDA_SUCCESS);
}

CASE(cuGraphClone, CUDA_SUCCESS, "nodes and edges, independent of the original") {
  CUgraph graph = with_graph(), clone;
  CUgraphNode first = empty_node(graph, NULL, NULL);
  empty_node(graph, first, NULL);
  EXPECT(cuGraphClone(&clone, graph), CUDA_SUCCESS);
  empty_node(graph, NULL, NULL);
  size_t nodes, edges;
  EXPECT(cuGraphGetNodes(clone, NULL, &nodes), CUDA_SUCCESS);
  EXPECT(cuGraphGetEdges(clone, NULL, NULL, &edges), CUDA_SUCCESS);
  CHECK(nodes == 2 && edges == 1);
  EXPECT(cuGraphDestroy(graph), CUDA_SUCCESS);
  EXPECT(cuGraphDestroy(clone), CUDA_SUCCESS);
}

CASE(cuGraphClone, CUDA_ERROR_NOT_SUPPORTED, "with an allocation") {
  CUgraph graph = with_graph(), clone;
  CUgraphNode node;
  CUDA_MEM_ALLOC_NODE_PARAMS allocation = allocation_of(4096);
  REQUIRE(cuGraphAddMemAllocNode(&node, graph, NULL, 0, &allocation));
  EXPECT(cuGraphClone(&clone, graph), CUDA_ERROR_NOT_SUPPORTED);
}

CASE(cuGraphNodeFindInClone, CUDA_SUCCESS, "the copy of a node") {
  CUgraph graph = with_graph(), clone;
  CUgraphNode node = empty_node(graph, NULL, NULL), found = NULL, only;
  size_t count = 1;
  REQUIRE(cuGraphClone(&clone, graph));
  EXPECT(cuGraphNodeFindInClone(&found, node, clone), CUDA_SUCCESS);
  EXPECT(cuGraphGetNodes(clone, &only, &count), CUDA_SUCCESS);
  CHECK(found == only && found != node);
}

CASE(cuGraphNodeFindInClone, CUDA_ERROR_INVALID_VALUE, "a node that came later") {
  CUgraph graph = with_graph(), clone;
  CUgraphNode found;
  REQUIRE(cuGraphClone(&clone, graph));
  EXPECT(cuGraphNodeFindInClone(&found, empty_node(graph, NULL, NULL), clone), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuGraphGetNodes, CUDA_SUCCESS, "more room than nodes is emptied") {
  CUgraph graph = with_graph();
  CUgraphNode node = empty_node(graph, NULL, NULL), nodes[3] = {node, node, node};
  size_t count = 3;
  EXPECT(cuGraphGetNodes(graph, nodes, &count), CUDA_SUCCESS);
  CHECK(count == 1 && nodes[0] == node && !nodes[1] && !nodes[2]);
}

CASE(cuGraphGetNodes, CUDA_SUCCESS, "less room than nodes") {
  CUgraph graph = with_graph();
  CUgraphNode nodes[1];
  empty_node(graph, NULL, NULL);
  empty_node(graph, NULL, NULL);
  size_t count = 1;
  EXPECT(cuGraphGetNodes(graph, nodes, &count), CUDA_SUCCESS);
  CHECK(count == 1 && nodes[0]);
}

CASE(cuGraphGetRootNodes, CUDA_SUCCESS, "those that depend on nothing") {
  CUgraph graph = with_graph();
  CUgraphNode first = empty_node(graph, NULL, NULL), roots[4] = {0};
  empty_node(graph, first, NULL);
  size_t count = 0;
  EXPECT(cuGraphGetRootNodes(graph, NULL, &count), CUDA_SUCCESS);
  CHECK(count == 1);
  count = 4;
  EXPECT(cuGraphGetRootNodes(graph, roots, &count), CUDA_SUCCESS);
  CHECK(count == 1 && roots[0] == first && !roots[1]);
}

CASE(cuGraphGetEdges, CUDA_SUCCESS, "of a chain") {
  CUgraph graph = with_graph();
  CUgraphNode first = empty_node(graph, NULL, NULL), second = empty_node(graph, first, NULL), from[2], to[2];
  size_t count = 2;
  EXPECT(cuGraphGetEdges(graph, from, to, &count), CUDA_SUCCESS);
  CHECK(count == 1 && from[0] == first && to[0] == second);
}

CASE(cuGraphGetEdges_v2, CUDA_SUCCESS, "with their data") {
  CUgraph graph = with_graph();
  CUgraphNode first = empty_node(graph, NULL, NULL), second = empty_node(graph, first, NULL), from[2], to[2];
  CUgraphEdgeData data[2];
  memset(data, 1, sizeof data);
  size_t count = 2;
  EXPECT(cuGraphGetEdges_v2(graph, from, to, data, &count), CUDA_SUCCESS);
  CHECK(count == 1 && from[0] == first && to[0] == second && data[0].type == 0 && data[0].from_port == 0);
}

// Two kernels with an edge that lets the second begin before the first has ended.
static CUgraph programmatic_edge(CUgraphNode *first, CUgraphNode *second) {
  CUmodule module = with_kernels();
  CUDA_KERNEL_NODE_PARAMS launch = launch_of(module, "small");
  CUgraphEdgeData data = {.from_port = CU_GRAPH_KERNEL_NODE_PORT_PROGRAMMATIC, .type = CU_GRAPH_DEPENDENCY_TYPE_PROGRAMMATIC};
  CUgraph graph;
  int major = 0;
  REQUIRE(cuDeviceGetAttribute(&major, CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR, 0));
  if (major < 9)
    SKIP("devices from compute capability 9.0 on have such edges");
  REQUIRE(cuGraphCreate(&graph, 0));
  REQUIRE(cuGraphAddKernelNode_v2(first, graph, NULL, 0, &launch));
  REQUIRE(cuGraphAddKernelNode_v2(second, graph, NULL, 0, &launch));
  REQUIRE(cuGraphAddDependencies_v2(graph, first, second, &data, 1));
  return graph;
}

CASE(cuGraphGetEdges, CUDA_ERROR_LOSSY_QUERY, "an edge with data") {
  CUgraphNode first, second, from, to;
  size_t count = 1;
  EXPECT(cuGraphGetEdges(programmatic_edge(&first, &second), &from, &to, &count), CUDA_ERROR_LOSSY_QUERY);
}

CASE(cuGraphGetEdges_v2, CUDA_ERROR_LOSSY_QUERY, "an edge with data, and no room for it") {
  CUgraphNode first, second, from, to;
  size_t count = 1;
  EXPECT(cuGraphGetEdges_v2(programmatic_edge(&first, &second), &from, &to, NULL, &count), CUDA_ERROR_LOSSY_QUERY);
}

CASE(cuGraphNodeGetDependencies, CUDA_ERROR_LOSSY_QUERY, "an edge with data") {
  CUgraphNode first, second, other;
  size_t count = 1;
  programmatic_edge(&first, &second);
  EXPECT(cuGraphNodeGetDependencies(second, &other, &count), CUDA_ERROR_LOSSY_QUERY);
}

CASE(cuGraphNodeGetDependentNodes, CUDA_ERROR_LOSSY_QUERY, "an edge with data") {
  CUgraphNode first, second, other;
  size_t count = 1;
  programmatic_edge(&first, &second);
  EXPECT(cuGraphNodeGetDependentNodes(first, &other, &count), CUDA_ERROR_LOSSY_QUERY);
}

CASE(cuGraphNodeGetDependencies, CUDA_SUCCESS, "of a join") {
  CUgraph graph = with_graph();
  CUgraphNode a = empty_node(graph, NULL, NULL), b = empty_node(graph, NULL, NULL), join = empty_node(graph, a, b), got[2];
  size_t count = 2;
  EXPECT(cuGraphNodeGetDependencies(join, got, &count), CUDA_SUCCESS);
  CHECK(count == 2 && got[0] != got[1] && (got[0] == a || got[0] == b) && (got[1] == a || got[1] == b));
}

CASE(cuGraphNodeGetDependencies_v2, CUDA_SUCCESS, "how many") {
  CUgraph graph = with_graph();
  CUgraphNode a = empty_node(graph, NULL, NULL), b = empty_node(graph, a, NULL);
  size_t count = 9;
  EXPECT(cuGraphNodeGetDependencies_v2(b, NULL, NULL, &count), CUDA_SUCCESS);
  CHECK(count == 1);
}

CASE(cuGraphNodeGetDependentNodes, CUDA_SUCCESS, "of a fork") {
  CUgraph graph = with_graph();
  CUgraphNode fork = empty_node(graph, NULL, NULL), got[3];
  empty_node(graph, fork, NULL);
  empty_node(graph, fork, NULL);
  size_t count = 3;
  EXPECT(cuGraphNodeGetDependentNodes(fork, got, &count), CUDA_SUCCESS);
  CHECK(count == 2 && got[0] != got[1] && !got[2]);
}

CASE(cuGraphNodeGetDependentNodes_v2, CUDA_SUCCESS, "with data") {
  CUgraph graph = with_graph();
  CUgraphNode fork = empty_node(graph, NULL, NULL), got[1];
  CUgraphEdgeData data[1];
  empty_node(graph, fork, NULL);
  size_t count = 1;
  EXPECT(cuGraphNodeGetDependentNodes_v2(fork, got, data, &count), CUDA_SUCCESS);
  CHECK(count == 1 && data[0].type == CU_GRAPH_DEPENDENCY_TYPE_DEFAULT);
}

CASE(cuGraphAddDependencies, CUDA_SUCCESS, "between two nodes") {
  CUgraph graph = with_graph();
  CUgraphNode a = empty_node(graph, NULL, NULL), b = empty_node(graph, NULL, NULL);
  size_t count;
  EXPECT(cuGraphAddDependencies(graph, &a, &b, 1), CUDA_SUCCESS);
  EXPECT(cuGraphGetEdges(graph, NULL, NULL, &count), CUDA_SUCCESS);
  CHECK(count == 1);
}

CASE(cuGraphAddDependencies, CUDA_SUCCESS, "none") {
  EXPECT(cuGraphAddDependencies(with_graph(), NULL, NULL, 0), CUDA_SUCCESS);
}

CASE(cuGraphAddDependencies, CUDA_ERROR_INVALID_VALUE, "one that is there") {
  CUgraph graph = with_graph();
  CUgraphNode a = empty_node(graph, NULL, NULL), b = empty_node(graph, a, NULL);
  EXPECT(cuGraphAddDependencies(graph, &a, &b, 1), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuGraphAddDependencies, CUDA_ERROR_INVALID_VALUE, "on a node of another graph") {
  CUgraph graph = with_graph(), other;
  REQUIRE(cuGraphCreate(&other, 0));
  CUgraphNode a = empty_node(graph, NULL, NULL), b = empty_node(other, NULL, NULL);
  EXPECT(cuGraphAddDependencies(graph, &a, &b, 1), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuGraphAddDependencies, CUDA_ERROR_INVALID_VALUE, "on itself") {
  CUgraph graph = with_graph();
  CUgraphNode a = empty_node(graph, NULL, NULL);
  EXPECT(cuGraphAddDependencies(graph, &a, &a, 1), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuGraphAddDependencies_v2, CUDA_SUCCESS, "without data") {
  CUgraph graph = with_graph();
  CUgraphNode a = empty_node(graph, NULL, NULL), b = empty_node(graph, NULL, NULL);
  EXPECT(cuGraphAddDependencies_v2(graph, &a, &b, NULL, 1), CUDA_SUCCESS);
}

CASE(cuGraphAddDependencies_v2, CUDA_ERROR_INVALID_VALUE, "a kernel's port at an empty node") {
  CUgraph graph = with_graph();
  CUgraphNode a = empty_node(graph, NULL, NULL), b = empty_node(graph, NULL, NULL);
  CUgraphEdgeData data = {.from_port = CU_GRAPH_KERNEL_NODE_PORT_PROGRAMMATIC, .type = CU_GRAPH_DEPENDENCY_TYPE_PROGRAMMATIC};
  EXPECT(cuGraphAddDependencies_v2(graph, &a, &b, &data, 1), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuGraphRemoveDependencies, CUDA_SUCCESS, "one") {
  CUgraph graph = with_graph();
  CUgraphNode a = empty_node(graph, NULL, NULL), b = empty_node(graph, a, NULL);
  size_t count = 5;
  EXPECT(cuGraphRemoveDependencies(graph, &a, &b, 1), CUDA_SUCCESS);
  EXPECT(cuGraphGetEdges(graph, NULL, NULL, &count), CUDA_SUCCESS);
  CHECK(count == 0);
}

CASE(cuGraphRemoveDependencies, CUDA_ERROR_INVALID_VALUE, "one that isn't there") {
  CUgraph graph = with_graph();
  CUgraphNode a = empty_node(graph, NULL, NULL), b = empty_node(graph, a, NULL);
  EXPECT(cuGraphRemoveDependencies(graph, &b, &a, 1), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuGraphRemoveDependencies_v2, CUDA_SUCCESS, "without data") {
  CUgraph graph = with_graph();
  CUgraphNode a = empty_node(graph, NULL, NULL), b = empty_node(graph, a, NULL);
  EXPECT(cuGraphRemoveDependencies_v2(graph, &a, &b, NULL, 1), CUDA_SUCCESS);
}

CASE(cuGraphRemoveDependencies, CUDA_ERROR_NOT_SUPPORTED, "in a graph with an allocation") {
  CUgraph graph = with_graph();
  CUgraphNode a = empty_node(graph, NULL, NULL), b = empty_node(graph, a, NULL), node;
  CUDA_MEM_ALLOC_NODE_PARAMS allocation = allocation_of(4096);
  REQUIRE(cuGraphAddMemAllocNode(&node, graph, NULL, 0, &allocation));
  EXPECT(cuGraphRemoveDependencies(graph, &a, &b, 1), CUDA_ERROR_NOT_SUPPORTED);
}

CASE(cuGraphDestroyNode, CUDA_SUCCESS, "takes its edges along") {
  CUgraph graph = with_graph();
  CUgraphNode a = empty_node(graph, NULL, NULL), b = empty_node(graph, a, NULL);
  empty_node(graph, b, NULL);
  size_t nodes, edges;
  EXPECT(cuGraphDestroyNode(b), CUDA_SUCCESS);
  EXPECT(cuGraphGetNodes(graph, NULL, &nodes), CUDA_SUCCESS);
  EXPECT(cuGraphGetEdges(graph, NULL, NULL, &edges), CUDA_SUCCESS);
  CHECK(nodes == 2 && edges == 0);
}

CASE(cuGraphDestroyNode, CUDA_ERROR_NOT_SUPPORTED, "in a graph with an allocation") {
  CUgraph graph = with_graph();
  CUgraphNode node;
  CUDA_MEM_ALLOC_NODE_PARAMS allocation = allocation_of(4096);
  REQUIRE(cuGraphAddMemAllocNode(&node, graph, NULL, 0, &allocation));
  EXPECT(cuGraphDestroyNode(node), CUDA_ERROR_NOT_SUPPORTED);
}

CASE(cuGraphNodeGetType, CUDA_SUCCESS, "of an empty node") {
  CUgraphNodeType type = CU_GRAPH_NODE_TYPE_KERNEL;
  EXPECT(cuGraphNodeGetType(empty_node(with_graph(), NULL, NULL), &type), CUDA_SUCCESS);
  CHECK(type == CU_GRAPH_NODE_TYPE_EMPTY);
}

CASE(cuGraphDebugDotPrint, CUDA_SUCCESS, "a drawing") {
  CUgraph graph = with_graph();
  CUgraphNode a = empty_node(graph, NULL, NULL);
  empty_node(graph, a, NULL);
  char path[64], text[4096] = {0};
  snprintf(path, sizeof path, "/tmp/conformance-%d.dot", getpid());
  EXPECT(cuGraphDebugDotPrint(graph, path, CU_GRAPH_DEBUG_DOT_FLAGS_VERBOSE), CUDA_SUCCESS);
  FILE *file = fopen(path, "r");
  CHECK(file);
  if (file) {
    size_t length = fread(text, 1, sizeof text - 1, file);
    CHECK(length > 0 && strstr(text, "digraph") && strstr(text, "->"));
    fclose(file);
  }
  unlink(path);
}

CASE(cuGraphDebugDotPrint, CUDA_ERROR_INVALID_VALUE, "nowhere") {
  EXPECT(cuGraphDebugDotPrint(with_graph(), NULL, 0), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuGraphConditionalHandleCreate, CUDA_ERROR_INVALID_VALUE, "for no graph") {
  CUgraphConditionalHandle handle;
  EXPECT(cuGraphConditionalHandleCreate(&handle, NULL, with_context(), 0, 0), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuGraphConditionalHandleCreate, CUDA_ERROR_NOT_SUPPORTED, "where kernels have no instructions") {
  CUgraphConditionalHandle handle;
  if (!SIMULATED())
    SKIP("hardware runs what kernels say");
  EXPECT(cuGraphConditionalHandleCreate(&handle, with_graph(), NULL, 0, 0), CUDA_ERROR_NOT_SUPPORTED);
}

static int destroyed;

static void destroy(void *data) {
  (void)data;
  __atomic_fetch_add(&destroyed, 1, __ATOMIC_SEQ_CST);
}

// The destructor runs at a time of the driver's choosing.
static bool comes_to_be_destroyed(void) {
  for (int i = 0; i < 5000 && !__atomic_load_n(&destroyed, __ATOMIC_SEQ_CST); i++)
    usleep(1000);
  return __atomic_load_n(&destroyed, __ATOMIC_SEQ_CST) == 1;
}

static CUuserObject with_object(unsigned int references) {
  CUuserObject object;
  REQUIRE(cuUserObjectCreate(&object, &destroyed, destroy, references, CU_USER_OBJECT_NO_DESTRUCTOR_SYNC));
  return object;
}

CASE(cuUserObjectCreate, CUDA_SUCCESS, "lives until its references are released") {
  with_context();
  CUuserObject object = with_object(2);
  EXPECT(cuUserObjectRelease(object, 1), CUDA_SUCCESS);
  CHECK(!destroyed);
  EXPECT(cuUserObjectRelease(object, 1), CUDA_SUCCESS);
  CHECK(comes_to_be_destroyed());
}

CASE(cuUserObjectCreate, CUDA_ERROR_INVALID_VALUE, "without the flag") {
  CUuserObject object;
  with_context();
  EXPECT(cuUserObjectCreate(&object, NULL, destroy, 1, 0), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuUserObjectCreate(&object, NULL, destroy, 0, CU_USER_OBJECT_NO_DESTRUCTOR_SYNC), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuUserObjectCreate(&object, NULL, NULL, 1, CU_USER_OBJECT_NO_DESTRUCTOR_SYNC), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuUserObjectRetain, CUDA_SUCCESS, "more references") {
  with_context();
  CUuserObject object = with_object(1);
  EXPECT(cuUserObjectRetain(object, 3), CUDA_SUCCESS);
  EXPECT(cuUserObjectRelease(object, 3), CUDA_SUCCESS);
  CHECK(!destroyed);
}

CASE(cuUserObjectRetain, CUDA_ERROR_INVALID_VALUE, "no references") {
  with_context();
  EXPECT(cuUserObjectRetain(with_object(1), 0), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuUserObjectRelease, CUDA_SUCCESS, "the last reference") {
  with_context();
  EXPECT(cuUserObjectRelease(with_object(1), 1), CUDA_SUCCESS);
  CHECK(comes_to_be_destroyed());
}

CASE(cuUserObjectRelease, CUDA_ERROR_INVALID_VALUE, "no references") {
  with_context();
  EXPECT(cuUserObjectRelease(with_object(1), 0), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuGraphRetainUserObject, CUDA_SUCCESS, "lives as long as the graph and its clone") {
  CUgraph graph = with_graph(), clone;
  EXPECT(cuGraphRetainUserObject(graph, with_object(1), 1, CU_GRAPH_USER_OBJECT_MOVE), CUDA_SUCCESS);
  REQUIRE(cuGraphClone(&clone, graph));
  REQUIRE(cuGraphDestroy(graph));
  CHECK(!destroyed);
  REQUIRE(cuGraphDestroy(clone));
  CHECK(comes_to_be_destroyed());
}

CASE(cuGraphRetainUserObject, CUDA_ERROR_INVALID_VALUE, "no references") {
  CUgraph graph = with_graph();
  EXPECT(cuGraphRetainUserObject(graph, with_object(1), 0, 0), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuGraphRetainUserObject(graph, with_object(1), 1, 2), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuGraphReleaseUserObject, CUDA_SUCCESS, "before the graph goes") {
  CUgraph graph = with_graph();
  CUuserObject object = with_object(1);
  REQUIRE(cuGraphRetainUserObject(graph, object, 1, 0));
  EXPECT(cuGraphReleaseUserObject(graph, object, 1), CUDA_SUCCESS);
  CHECK(!destroyed);
  EXPECT(cuUserObjectRelease(object, 1), CUDA_SUCCESS);
  CHECK(comes_to_be_destroyed());
}

CASE(cuGraphReleaseUserObject, CUDA_ERROR_INVALID_VALUE, "what the graph doesn't refer to") {
  CUgraph graph = with_graph();
  EXPECT(cuGraphReleaseUserObject(graph, with_object(1), 1), CUDA_ERROR_INVALID_VALUE);
}
