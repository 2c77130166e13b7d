// Graphs whose nodes allocate memory.
#include "graph.h"

#include "libvgpu/lookup/unhooked.h"
#include "launch/launch.h"
#include "libvgpu/process/pass.h"

// Hooked for nobody's sake but the table's: what a graph has of these is seen when it is instantiated.
#define VGPU_PASS_ON(symbol, ...) \
  __typeof__(&symbol) real = VGPU_REAL(symbol); \
  return real ? real(__VA_ARGS__) : (CUresult)vgpu_missing(VGPU_##symbol)

CUresult cuGraphAddMemAllocNode(CUgraphNode *phGraphNode, CUgraph hGraph, const CUgraphNode *dependencies,
                                size_t numDependencies, CUDA_MEM_ALLOC_NODE_PARAMS *nodeParams) {
  VGPU_PASS(cuGraphAddMemAllocNode, false, phGraphNode, hGraph, dependencies, numDependencies, nodeParams);
  vgpu_graph_memory_seen();
  CUresult result = real(phGraphNode, hGraph, dependencies, numDependencies, nodeParams);
  vgpu_leave();
  return result;
}

CUresult cuGraphAddMemFreeNode(CUgraphNode *phGraphNode, CUgraph hGraph, const CUgraphNode *dependencies,
                               size_t numDependencies, CUdeviceptr dptr) {
  VGPU_PASS_ON(cuGraphAddMemFreeNode, phGraphNode, hGraph, dependencies, numDependencies, dptr);
}

static void look_at(const CUgraphNodeParams *parameters) {
  if (parameters != NULL && parameters->type == CU_GRAPH_NODE_TYPE_MEM_ALLOC)
    vgpu_graph_memory_seen();
}

CUresult cuGraphAddNode(CUgraphNode *phGraphNode, CUgraph hGraph, const CUgraphNode *dependencies, size_t numDependencies,
                        CUgraphNodeParams *nodeParams) {
  VGPU_PASS(cuGraphAddNode, false, phGraphNode, hGraph, dependencies, numDependencies, nodeParams);
  look_at(nodeParams);
  CUresult result = real(phGraphNode, hGraph, dependencies, numDependencies, nodeParams);
  vgpu_leave();
  return result;
}

CUresult cuGraphAddNode_v2(CUgraphNode *phGraphNode, CUgraph hGraph, const CUgraphNode *dependencies,
                           const CUgraphEdgeData *dependencyData, size_t numDependencies, CUgraphNodeParams *nodeParams) {
  VGPU_PASS(cuGraphAddNode_v2, false, phGraphNode, hGraph, dependencies, dependencyData, numDependencies, nodeParams);
  look_at(nodeParams);
  CUresult result = real(phGraphNode, hGraph, dependencies, dependencyData, numDependencies, nodeParams);
  vgpu_leave();
  return result;
}

CUresult cuGraphAddChildGraphNode(CUgraphNode *phGraphNode, CUgraph hGraph, const CUgraphNode *dependencies,
                                  size_t numDependencies, CUgraph childGraph) {
  VGPU_PASS_ON(cuGraphAddChildGraphNode, phGraphNode, hGraph, dependencies, numDependencies, childGraph);
}

CUresult cuGraphClone(CUgraph *phGraphClone, CUgraph originalGraph) {
  VGPU_PASS_ON(cuGraphClone, phGraphClone, originalGraph);
}

CUresult cuGraphDestroy(CUgraph hGraph) {
  VGPU_PASS_ON(cuGraphDestroy, hGraph);
}

struct instantiation {
  bool is_granted;
  struct vgpu_graph_bytes needs;
};

// Not CUDA_SUCCESS: so much can never be had, whatever else goes.
static CUresult begin(struct instantiation *instantiation, CUgraph graph) {
  *instantiation = (struct instantiation){.is_granted = vgpu_process_standing() == VGPU_GRANTED};
  if (!instantiation->is_granted)
    return CUDA_SUCCESS;
  CUresult result = vgpu_graph_measure(graph, &instantiation->needs);
  if (result == CUDA_SUCCESS && !vgpu_graph_may_fit(&instantiation->needs))
    result = CUDA_ERROR_OUT_OF_MEMORY;
  return result;
}

static CUresult end(const struct instantiation *instantiation, CUgraphExec exec, CUresult result) {
  if (result != CUDA_SUCCESS || !instantiation->is_granted)
    return result;
  vgpu_cost_of_graph_changed(exec);
  result = vgpu_graph_instantiated(exec, &instantiation->needs);
  if (result != CUDA_SUCCESS)
    VGPU_REAL(cuGraphExecDestroy)(exec);
  return result;
}

#define INSTANTIATE(symbol, ...) \
  VGPU_PASS(symbol, phGraphExec == NULL, __VA_ARGS__); \
  struct instantiation instantiation; \
  CUresult result = begin(&instantiation, hGraph); \
  if (result == CUDA_SUCCESS) { \
    result = real(__VA_ARGS__); \
    result = end(&instantiation, *phGraphExec, result); \
  } \
  vgpu_leave(); \
  return result

CUresult cuGraphInstantiate(CUgraphExec *phGraphExec, CUgraph hGraph, CUgraphNode *phErrorNode, char *logBuffer,
                            size_t bufferSize) {
  INSTANTIATE(cuGraphInstantiate, phGraphExec, hGraph, phErrorNode, logBuffer, bufferSize);
}

CUresult cuGraphInstantiate_v2(CUgraphExec *phGraphExec, CUgraph hGraph, CUgraphNode *phErrorNode, char *logBuffer,
                               size_t bufferSize) {
  INSTANTIATE(cuGraphInstantiate_v2, phGraphExec, hGraph, phErrorNode, logBuffer, bufferSize);
}

CUresult cuGraphInstantiateWithFlags(CUgraphExec *phGraphExec, CUgraph hGraph, unsigned long long flags) {
  INSTANTIATE(cuGraphInstantiateWithFlags, phGraphExec, hGraph, flags);
}

static CUresult upload(CUgraphExec exec, CUstream stream, CUstream as_known, __typeof__(&cuGraphUpload) real) {
  CUresult result = vgpu_graph_before_launch(exec, as_known);
  if (result != CUDA_SUCCESS)
    return result;
  result = real(exec, stream);
  vgpu_graph_after_launch(exec, as_known, result);
  return result;
}

static CUstream known_per_thread(CUstream stream) { return stream == NULL ? CU_STREAM_PER_THREAD : stream; }

static bool allocates(const struct vgpu_graph_bytes *needs) {
  uint64_t sum = 0;
  for (int index = 0; index < HAMI_REGION_DEVICES; index++)
    sum |= needs->bytes[index];
  return sum != 0;
}

// An upload on the way would take memory before anything is known of the executable graph: it comes afterwards.
static CUresult instantiate(CUgraphExec *out, CUgraph graph, CUDA_GRAPH_INSTANTIATE_PARAMS *parameters, CUstream as_known,
                            __typeof__(&cuGraphInstantiateWithParams) real, __typeof__(&cuGraphUpload) real_upload) {
  struct instantiation instantiation;
  CUresult result = begin(&instantiation, graph);
  if (result != CUDA_SUCCESS)
    return result;
  cuuint64_t flags = parameters->flags;
  bool uploads = (flags & CUDA_GRAPH_INSTANTIATE_FLAG_UPLOAD) != 0 && real_upload && allocates(&instantiation.needs);
  if (uploads)
    parameters->flags &= ~(cuuint64_t)CUDA_GRAPH_INSTANTIATE_FLAG_UPLOAD;
  result = real(out, graph, parameters);
  parameters->flags = flags;
  result = end(&instantiation, *out, result);
  if (result != CUDA_SUCCESS || !uploads)
    return result;
  result = upload(*out, parameters->hUploadStream, as_known, real_upload);
  if (result != CUDA_SUCCESS) {
    vgpu_graph_exec_gone(*out);
    VGPU_REAL(cuGraphExecDestroy)(*out);
  }
  return result;
}

CUresult cuGraphInstantiateWithParams(CUgraphExec *phGraphExec, CUgraph hGraph,
                                      CUDA_GRAPH_INSTANTIATE_PARAMS *instantiateParams) {
  VGPU_PASS(cuGraphInstantiateWithParams, phGraphExec == NULL || instantiateParams == NULL, phGraphExec, hGraph,
            instantiateParams);
  CUresult result = instantiate(phGraphExec, hGraph, instantiateParams, instantiateParams->hUploadStream, real,
                                VGPU_REAL(cuGraphUpload));
  vgpu_leave();
  return result;
}

CUresult cuGraphInstantiateWithParams_ptsz(CUgraphExec *phGraphExec, CUgraph hGraph,
                                           CUDA_GRAPH_INSTANTIATE_PARAMS *instantiateParams) {
  VGPU_PASS(cuGraphInstantiateWithParams_ptsz, phGraphExec == NULL || instantiateParams == NULL, phGraphExec, hGraph,
            instantiateParams);
  CUresult result = instantiate(phGraphExec, hGraph, instantiateParams, known_per_thread(instantiateParams->hUploadStream),
                                real, VGPU_REAL(cuGraphUpload_ptsz));
  vgpu_leave();
  return result;
}

CUresult cuGraphUpload(CUgraphExec hGraphExec, CUstream hStream) {
  VGPU_PASS(cuGraphUpload, false, hGraphExec, hStream);
  CUresult result = upload(hGraphExec, hStream, hStream, real);
  vgpu_leave();
  return result;
}

CUresult cuGraphUpload_ptsz(CUgraphExec hGraphExec, CUstream hStream) {
  VGPU_PASS(cuGraphUpload_ptsz, false, hGraphExec, hStream);
  CUresult result = upload(hGraphExec, hStream, known_per_thread(hStream), real);
  vgpu_leave();
  return result;
}

// An update changes no node that allocates: the driver refuses that.
CUresult cuGraphExecUpdate(CUgraphExec hGraphExec, CUgraph hGraph, CUgraphNode *hErrorNode_out,
                           CUgraphExecUpdateResult *updateResult_out) {
  VGPU_PASS(cuGraphExecUpdate, false, hGraphExec, hGraph, hErrorNode_out, updateResult_out);
  CUresult result = real(hGraphExec, hGraph, hErrorNode_out, updateResult_out);
  if (result == CUDA_SUCCESS)
    vgpu_cost_of_graph_changed(hGraphExec);
  vgpu_leave();
  return result;
}

CUresult cuGraphExecUpdate_v2(CUgraphExec hGraphExec, CUgraph hGraph, CUgraphExecUpdateResultInfo *resultInfo) {
  VGPU_PASS(cuGraphExecUpdate_v2, false, hGraphExec, hGraph, resultInfo);
  CUresult result = real(hGraphExec, hGraph, resultInfo);
  if (result == CUDA_SUCCESS)
    vgpu_cost_of_graph_changed(hGraphExec);
  vgpu_leave();
  return result;
}

// The handle may be another graph's as soon as the driver has it back.
CUresult cuGraphExecDestroy(CUgraphExec hGraphExec) {
  VGPU_PASS(cuGraphExecDestroy, hGraphExec == NULL, hGraphExec);
  vgpu_cost_of_graph_changed(hGraphExec);
  vgpu_graph_exec_gone(hGraphExec);
  CUresult result = real(hGraphExec);
  vgpu_leave();
  return result;
}

CUresult cuDeviceGraphMemTrim(CUdevice device) {
  VGPU_PASS(cuDeviceGraphMemTrim, false, device);
  CUresult result = real(device);
  int index = vgpu_process_standing() == VGPU_GRANTED ? vgpu_index_of_device(device) : VGPU_NO_DEVICE;
  if (result == CUDA_SUCCESS && index != VGPU_NO_DEVICE)
    vgpu_graph_trimmed(index);
  vgpu_leave();
  return result;
}
