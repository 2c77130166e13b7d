// Texture references, the older way to describe a texture.
#include <string.h>

#include "mipmap.h"

enum { MAX_REFERENCES = 4096, TEXTURE_ALIGNMENT = 512, MAX_ANISOTROPY = 16 };

enum binding { BOUND_TO_NOTHING, BOUND_TO_ADDRESS, BOUND_TO_ARRAY, BOUND_TO_MIPMAP };

struct reference {
  enum binding binding;
  CUdeviceptr address;
  CUarray array;
  CUmipmappedArray mipmap;
  CUarray_format format;
  int channels;
  CUaddress_mode address_mode[3];
  CUfilter_mode filter, mipmap_filter;
  float bias, clamp_least, clamp_most;
  unsigned int anisotropy;
  float border[4];
  unsigned int flags;
};

static struct sg_handles references = SG_HANDLES(struct reference, MAX_REFERENCES);

static CUresult find(CUtexref handle, struct reference **out) {
  struct sg_context *context;
  SG_TRY(sg_context_current(&context));
  if (handle == NULL || !sg_handle_live(&references, handle))
    return CUDA_ERROR_INVALID_VALUE;
  *out = (struct reference *)handle;
  return CUDA_SUCCESS;
}

CUresult cuTexRefCreate(CUtexref *pTexRef) {
  SG_ENTRY();
  struct sg_context *context;
  SG_TRY(sg_context_current(&context));
  if (pTexRef == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  struct reference *reference = sg_handle_new(&references);
  if (reference == NULL)
    return CUDA_ERROR_OUT_OF_MEMORY;
  reference->format = CU_AD_FORMAT_FLOAT;
  reference->channels = 1;
  reference->anisotropy = 1;
  *pTexRef = (CUtexref)reference;
  return CUDA_SUCCESS;
}

CUresult cuTexRefDestroy(CUtexref hTexRef) {
  SG_ENTRY();
  struct reference *reference;
  SG_TRY(find(hTexRef, &reference));
  sg_handle_free(&references, reference);
  return CUDA_SUCCESS;
}

CUresult cuTexRefSetArray(CUtexref hTexRef, CUarray hArray, unsigned int Flags) {
  SG_ENTRY();
  struct reference *reference;
  struct sg_array *array;
  SG_TRY(find(hTexRef, &reference));
  if (Flags != CU_TRSA_OVERRIDE_FORMAT || !sg_array_valid(hArray, &array))
    return CUDA_ERROR_INVALID_VALUE;
  reference->binding = BOUND_TO_ARRAY;
  reference->array = hArray;
  reference->format = array->format;
  reference->channels = (int)array->channels;
  return CUDA_SUCCESS;
}

CUresult cuTexRefSetMipmappedArray(CUtexref hTexRef, CUmipmappedArray hMipmappedArray, unsigned int Flags) {
  SG_ENTRY();
  struct reference *reference;
  struct sg_mipmap *mipmap;
  SG_TRY(find(hTexRef, &reference));
  if (Flags != CU_TRSA_OVERRIDE_FORMAT || !sg_mipmap_valid(hMipmappedArray, &mipmap))
    return CUDA_ERROR_INVALID_VALUE;
  reference->binding = BOUND_TO_MIPMAP;
  reference->mipmap = hMipmappedArray;
  reference->format = mipmap->shapes[0].format;
  reference->channels = (int)mipmap->shapes[0].channels;
  return CUDA_SUCCESS;
}

// The hardware begins at an aligned address; the rest is the kernel's to add.
static CUresult set_address(size_t *offset, CUtexref handle, CUdeviceptr address, size_t bytes) {
  struct reference *reference;
  char *host;
  SG_TRY(find(handle, &reference));
  size_t beyond = address % TEXTURE_ALIGNMENT;
  if ((offset == NULL && beyond != 0) || sg_memory_reach(address, bytes, &host) != CUDA_SUCCESS)
    return CUDA_ERROR_INVALID_VALUE;
  if (offset != NULL)
    *offset = beyond;
  reference->binding = BOUND_TO_ADDRESS;
  reference->address = address - beyond;
  return CUDA_SUCCESS;
}

CUresult cuTexRefSetAddress_v2(size_t *ByteOffset, CUtexref hTexRef, CUdeviceptr dptr, size_t bytes) {
  SG_ENTRY();
  return set_address(ByteOffset, hTexRef, dptr, bytes);
}

CUresult cuTexRefSetAddress(unsigned int *ByteOffset, CUtexref hTexRef, CUdeviceptr_v1 dptr, unsigned int bytes) {
  SG_ENTRY();
  size_t offset = 0;
  SG_TRY(set_address(ByteOffset != NULL ? &offset : NULL, hTexRef, dptr, bytes));
  if (ByteOffset != NULL)
    *ByteOffset = (unsigned int)offset;
  return CUDA_SUCCESS;
}

static CUresult set_address_2d(CUtexref handle, const CUDA_ARRAY_DESCRIPTOR *descriptor, CUdeviceptr address, size_t pitch) {
  struct reference *reference;
  struct sg_array_format format;
  char *host;
  SG_TRY(find(handle, &reference));
  if (descriptor == NULL || address % TEXTURE_ALIGNMENT != 0 || descriptor->Width == 0 || descriptor->Height == 0 ||
      !sg_array_format(descriptor->Format, descriptor->NumChannels, &format) ||
      descriptor->Width * format.element_bytes > pitch)
    return CUDA_ERROR_INVALID_VALUE;
  uint64_t bytes = pitch * (descriptor->Height - 1) + descriptor->Width * format.element_bytes;
  if (sg_memory_reach(address, bytes, &host) != CUDA_SUCCESS)
    return CUDA_ERROR_INVALID_VALUE;
  reference->binding = BOUND_TO_ADDRESS;
  reference->address = address;
  reference->format = descriptor->Format;
  reference->channels = (int)descriptor->NumChannels;
  return CUDA_SUCCESS;
}

CUresult cuTexRefSetAddress2D_v3(CUtexref hTexRef, const CUDA_ARRAY_DESCRIPTOR *desc, CUdeviceptr dptr, size_t Pitch) {
  SG_ENTRY();
  return set_address_2d(hTexRef, desc, dptr, Pitch);
}

CUresult cuTexRefSetAddress2D_v2(CUtexref hTexRef, const CUDA_ARRAY_DESCRIPTOR *desc, CUdeviceptr dptr, size_t Pitch) {
  SG_ENTRY();
  return set_address_2d(hTexRef, desc, dptr, Pitch);
}

CUresult cuTexRefSetAddress2D(CUtexref hTexRef, const CUDA_ARRAY_DESCRIPTOR_v1 *desc, CUdeviceptr_v1 dptr,
                              unsigned int Pitch) {
  SG_ENTRY();
  if (desc == NULL)
    return set_address_2d(hTexRef, NULL, dptr, Pitch);
  CUDA_ARRAY_DESCRIPTOR wide = {.Width = desc->Width, .Height = desc->Height, .Format = desc->Format,
                                .NumChannels = desc->NumChannels};
  return set_address_2d(hTexRef, &wide, dptr, Pitch);
}

CUresult cuTexRefSetFormat(CUtexref hTexRef, CUarray_format fmt, int NumPackedComponents) {
  SG_ENTRY();
  struct reference *reference;
  struct sg_array_format format;
  SG_TRY(find(hTexRef, &reference));
  if (NumPackedComponents < 1 || !sg_array_format(fmt, (unsigned int)NumPackedComponents, &format))
    return CUDA_ERROR_INVALID_VALUE;
  reference->format = fmt;
  reference->channels = NumPackedComponents;
  return CUDA_SUCCESS;
}

CUresult cuTexRefSetAddressMode(CUtexref hTexRef, int dim, CUaddress_mode am) {
  SG_ENTRY();
  struct reference *reference;
  SG_TRY(find(hTexRef, &reference));
  if (dim < 0 || dim > 2 || am > CU_TR_ADDRESS_MODE_BORDER)
    return CUDA_ERROR_INVALID_VALUE;
  reference->address_mode[dim] = am;
  return CUDA_SUCCESS;
}

CUresult cuTexRefSetFilterMode(CUtexref hTexRef, CUfilter_mode fm) {
  SG_ENTRY();
  struct reference *reference;
  SG_TRY(find(hTexRef, &reference));
  if (fm > CU_TR_FILTER_MODE_LINEAR)
    return CUDA_ERROR_INVALID_VALUE;
  reference->filter = fm;
  return CUDA_SUCCESS;
}

CUresult cuTexRefSetMipmapFilterMode(CUtexref hTexRef, CUfilter_mode fm) {
  SG_ENTRY();
  struct reference *reference;
  SG_TRY(find(hTexRef, &reference));
  if (fm > CU_TR_FILTER_MODE_LINEAR)
    return CUDA_ERROR_INVALID_VALUE;
  reference->mipmap_filter = fm;
  return CUDA_SUCCESS;
}

CUresult cuTexRefSetMipmapLevelBias(CUtexref hTexRef, float bias) {
  SG_ENTRY();
  struct reference *reference;
  SG_TRY(find(hTexRef, &reference));
  reference->bias = bias;
  return CUDA_SUCCESS;
}

CUresult cuTexRefSetMipmapLevelClamp(CUtexref hTexRef, float minMipmapLevelClamp, float maxMipmapLevelClamp) {
  SG_ENTRY();
  struct reference *reference;
  SG_TRY(find(hTexRef, &reference));
  reference->clamp_least = minMipmapLevelClamp;
  reference->clamp_most = maxMipmapLevelClamp;
  return CUDA_SUCCESS;
}

CUresult cuTexRefSetMaxAnisotropy(CUtexref hTexRef, unsigned int maxAniso) {
  SG_ENTRY();
  struct reference *reference;
  SG_TRY(find(hTexRef, &reference));
  if (maxAniso < 1 || maxAniso > MAX_ANISOTROPY)
    return CUDA_ERROR_INVALID_VALUE;
  reference->anisotropy = maxAniso;
  return CUDA_SUCCESS;
}

CUresult cuTexRefSetBorderColor(CUtexref hTexRef, float *pBorderColor) {
  SG_ENTRY();
  struct reference *reference;
  SG_TRY(find(hTexRef, &reference));
  if (pBorderColor == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  memcpy(reference->border, pBorderColor, sizeof(reference->border));
  return CUDA_SUCCESS;
}

CUresult cuTexRefSetFlags(CUtexref hTexRef, unsigned int Flags) {
  SG_ENTRY();
  struct reference *reference;
  SG_TRY(find(hTexRef, &reference));
  if ((Flags & ~(CU_TRSF_READ_AS_INTEGER | CU_TRSF_NORMALIZED_COORDINATES | CU_TRSF_SRGB |
                 CU_TRSF_DISABLE_TRILINEAR_OPTIMIZATION)) != 0)
    return CUDA_ERROR_INVALID_VALUE;
  reference->flags = Flags;
  return CUDA_SUCCESS;
}

CUresult cuTexRefGetAddress_v2(CUdeviceptr *pdptr, CUtexref hTexRef) {
  SG_ENTRY();
  struct reference *reference;
  SG_TRY(find(hTexRef, &reference));
  if (pdptr == NULL || reference->binding != BOUND_TO_ADDRESS)
    return CUDA_ERROR_INVALID_VALUE;
  *pdptr = reference->address;
  return CUDA_SUCCESS;
}

CUresult cuTexRefGetAddress(CUdeviceptr_v1 *pdptr, CUtexref hTexRef) {
  SG_ENTRY();
  struct reference *reference;
  SG_TRY(find(hTexRef, &reference));
  if (pdptr == NULL || reference->binding != BOUND_TO_ADDRESS)
    return CUDA_ERROR_INVALID_VALUE;
  *pdptr = (CUdeviceptr_v1)reference->address;
  return CUDA_SUCCESS;
}

CUresult cuTexRefGetArray(CUarray *phArray, CUtexref hTexRef) {
  SG_ENTRY();
  struct reference *reference;
  SG_TRY(find(hTexRef, &reference));
  if (phArray == NULL || reference->binding != BOUND_TO_ARRAY)
    return CUDA_ERROR_INVALID_VALUE;
  *phArray = reference->array;
  return CUDA_SUCCESS;
}

CUresult cuTexRefGetMipmappedArray(CUmipmappedArray *phMipmappedArray, CUtexref hTexRef) {
  SG_ENTRY();
  struct reference *reference;
  SG_TRY(find(hTexRef, &reference));
  if (phMipmappedArray == NULL || reference->binding != BOUND_TO_MIPMAP)
    return CUDA_ERROR_INVALID_VALUE;
  *phMipmappedArray = reference->mipmap;
  return CUDA_SUCCESS;
}

CUresult cuTexRefGetAddressMode(CUaddress_mode *pam, CUtexref hTexRef, int dim) {
  SG_ENTRY();
  struct reference *reference;
  SG_TRY(find(hTexRef, &reference));
  if (pam == NULL || dim < 0 || dim > 2)
    return CUDA_ERROR_INVALID_VALUE;
  *pam = reference->address_mode[dim];
  return CUDA_SUCCESS;
}

CUresult cuTexRefGetFilterMode(CUfilter_mode *pfm, CUtexref hTexRef) {
  SG_ENTRY();
  struct reference *reference;
  SG_TRY(find(hTexRef, &reference));
  if (pfm == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  *pfm = reference->filter;
  return CUDA_SUCCESS;
}

CUresult cuTexRefGetFormat(CUarray_format *pFormat, int *pNumChannels, CUtexref hTexRef) {
  SG_ENTRY();
  struct reference *reference;
  SG_TRY(find(hTexRef, &reference));
  if (pFormat == NULL || pNumChannels == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  *pFormat = reference->format;
  *pNumChannels = reference->channels;
  return CUDA_SUCCESS;
}

CUresult cuTexRefGetMipmapFilterMode(CUfilter_mode *pfm, CUtexref hTexRef) {
  SG_ENTRY();
  struct reference *reference;
  SG_TRY(find(hTexRef, &reference));
  if (pfm == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  *pfm = reference->mipmap_filter;
  return CUDA_SUCCESS;
}

CUresult cuTexRefGetMipmapLevelBias(float *pbias, CUtexref hTexRef) {
  SG_ENTRY();
  struct reference *reference;
  SG_TRY(find(hTexRef, &reference));
  if (pbias == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  *pbias = reference->bias;
  return CUDA_SUCCESS;
}

CUresult cuTexRefGetMipmapLevelClamp(float *pminMipmapLevelClamp, float *pmaxMipmapLevelClamp, CUtexref hTexRef) {
  SG_ENTRY();
  struct reference *reference;
  SG_TRY(find(hTexRef, &reference));
  if (pminMipmapLevelClamp == NULL || pmaxMipmapLevelClamp == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  *pminMipmapLevelClamp = reference->clamp_least;
  *pmaxMipmapLevelClamp = reference->clamp_most;
  return CUDA_SUCCESS;
}

CUresult cuTexRefGetMaxAnisotropy(int *pmaxAniso, CUtexref hTexRef) {
  SG_ENTRY();
  struct reference *reference;
  SG_TRY(find(hTexRef, &reference));
  if (pmaxAniso == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  *pmaxAniso = (int)reference->anisotropy;
  return CUDA_SUCCESS;
}

CUresult cuTexRefGetBorderColor(float *pBorderColor, CUtexref hTexRef) {
  SG_ENTRY();
  struct reference *reference;
  SG_TRY(find(hTexRef, &reference));
  if (pBorderColor == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  memcpy(pBorderColor, reference->border, sizeof(reference->border));
  return CUDA_SUCCESS;
}

CUresult cuTexRefGetFlags(unsigned int *pFlags, CUtexref hTexRef) {
  SG_ENTRY();
  struct reference *reference;
  SG_TRY(find(hTexRef, &reference));
  if (pFlags == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  *pFlags = reference->flags;
  return CUDA_SUCCESS;
}
