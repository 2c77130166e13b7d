// Memory given to another process by a descriptor over a socket: charged once, to whoever of its holders lives, gone with the
// last of them however that one ends.
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include "device.h"

enum { MANY = 6 };

static const uint64_t BYTES = 8 * MIB;

static void send_file(int channel, int file) {
  char byte = 'f', control[CMSG_SPACE(sizeof file)] = {0};
  struct iovec part = {&byte, 1};
  struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
  struct cmsghdr *header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(sizeof file);
  memcpy(CMSG_DATA(header), &file, sizeof file);
  if (sendmsg(channel, &message, 0) != 1)
    abort();
}

static int receive_file(int channel) {
  char byte, control[CMSG_SPACE(sizeof(int))];
  struct iovec part = {&byte, 1};
  struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
  int file = -1;
  if (recvmsg(channel, &message, MSG_CMSG_CLOEXEC) == 1 && CMSG_FIRSTHDR(&message) != NULL)
    memcpy(&file, CMSG_DATA(CMSG_FIRSTHDR(&message)), sizeof file);
  return file;
}

static void tell(int channel, const void *bytes, size_t count) {
  if (write(channel, bytes, count) != (ssize_t)count)
    abort();
}

static void hear(int channel, void *bytes, size_t count) {
  if (read(channel, bytes, count) != (ssize_t)count)
    _exit(1);
}

// A process of its own on the device, at the other end of a channel. It must not have used the driver before it forks.
static pid_t start(void (*run)(int channel), int *channel) {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0)
    abort();
  pid_t child = fork();
  if (child == 0) {
    close(ends[0]);
    run(ends[1]);
    _exit(0);
  }
  close(ends[1]);
  *channel = ends[0];
  return child;
}

static CUmemGenericAllocationHandle exported(int *file) {
  CUmemAllocationProp properties = {.type = CU_MEM_ALLOCATION_TYPE_PINNED,
                                    .requestedHandleTypes = CU_MEM_HANDLE_TYPE_POSIX_FILE_DESCRIPTOR,
                                    .location = {.type = CU_MEM_LOCATION_TYPE_DEVICE}};
  CUmemGenericAllocationHandle handle;
  MUST(cuMemCreate(&handle, BYTES, &properties, 0));
  MUST(cuMemExportToShareableHandle(file, handle, CU_MEM_HANDLE_TYPE_POSIX_FILE_DESCRIPTOR, 0));
  return handle;
}

static CUdeviceptr mapped(CUmemGenericAllocationHandle handle) {
  CUmemAccessDesc access = {.location = {.type = CU_MEM_LOCATION_TYPE_DEVICE}, .flags = CU_MEM_ACCESS_FLAGS_PROT_READWRITE};
  CUdeviceptr address;
  MUST(cuMemAddressReserve(&address, BYTES, 0, 0, 0));
  MUST(cuMemMap(address, BYTES, 0, handle, 0));
  MUST(cuMemSetAccess(address, BYTES, &access, 1));
  return address;
}

static CUmemGenericAllocationHandle imported(int file) {
  CUmemGenericAllocationHandle handle;
  MUST(cuMemImportFromShareableHandle(&handle, (void *)(uintptr_t)file, CU_MEM_HANDLE_TYPE_POSIX_FILE_DESCRIPTOR));
  close(file);
  return handle;
}

static uint32_t word_at(CUdeviceptr address) {
  uint32_t word;
  MUST(cuMemcpyDtoH_v2(&word, address, 4));
  return word;
}

static void put_word(CUdeviceptr address, uint32_t word) {
  MUST(cuMemcpyHtoD_v2(address, &word, 4));
}

// Takes what comes, answers with what it reads there, writes, and holds it until it is killed or told to go.
static void reader(int channel) {
  char go;
  open_device();
  CUdeviceptr address = mapped(imported(receive_file(channel)));
  uint32_t word = word_at(address + 4096);
  put_word(address + 8192, 0xbeef);
  tell(channel, &word, sizeof word);
  hear(channel, &go, 1);
}

// Gives, says what the ledger had before, and holds it until it is killed.
static void giver(int channel) {
  char go;
  int file;
  open_device();
  CUmemGenericAllocationHandle handle = exported(&file);
  put_word(mapped(handle) + 4096, 0xcafe);
  MUST(cuCtxSynchronize());
  send_file(channel, file);
  hear(channel, &go, 1);
}

static bool comes_to(uint64_t expected) {
  for (int i = 0; i < 5000; i++) {
    if (used() == expected)
      return true;
    usleep(1000);
  }
  return false;
}

static void end(pid_t child, int signal_number) {
  kill(child, signal_number);
  waitpid(child, NULL, 0);
}

// Used by contexts alone.
static uint64_t empty;

static void creator_goes_first(pid_t child, int channel) {
  int file;
  CUmemGenericAllocationHandle handle = exported(&file);
  CUdeviceptr address = mapped(handle);
  put_word(address + 4096, 0xf00d);
  MUST(cuCtxSynchronize());
  send_file(channel, file);
  close(file);
  uint32_t word;
  hear(channel, &word, sizeof word);
  CHECK_NUMBER("the importer reads what the creator wrote", word, 0xf00d);
  CHECK_NUMBER("and the creator what the importer wrote", word_at(address + 8192), 0xbeef);
  uint64_t context = process_of(child)->clients[0].used_bytes;
  CHECK_NUMBER("two holders, charged once", used(), empty + BYTES + context);
  CHECK_NUMBER("to the creator", shared_of(getpid()) + shared_of(child), BYTES);
  MUST(cuMemUnmap(address, BYTES));
  MUST(cuMemRelease(handle));
  CHECK_NUMBER("the creator's hold is not the last", used(), empty + BYTES + context);
  CHECK_NUMBER("now it is the importer's", shared_of(child), BYTES);
  end(child, SIGKILL);
  CHECK("the importer is killed: gone", comes_to(empty), "%lu", (unsigned long)used());
}

static void creator_is_killed(pid_t child, int channel) {
  CUdeviceptr address;
  CUmemGenericAllocationHandle handle = imported(receive_file(channel));
  address = mapped(handle);
  CHECK_NUMBER("what the other process wrote", word_at(address + 4096), 0xcafe);
  MUST(cuMemRelease(handle));
  end(child, SIGKILL);
  CHECK("the creator is killed: the importer's map holds the bytes", comes_to(empty + BYTES), "%lu", (unsigned long)used());
  CHECK_NUMBER("as its own", shared_of(getpid()), BYTES);
  CHECK_NUMBER("and they are still there", word_at(address + 4096), 0xcafe);
  MUST(cuMemUnmap(address, BYTES));
  CHECK_NUMBER("with the last map they go", used(), empty);
}

static void nobody_holds(int file) {
  CUmemGenericAllocationHandle handle;
  CHECK_NUMBER("what nobody holds any more can't be imported",
               cuMemImportFromShareableHandle(&handle, (void *)(uintptr_t)file, CU_MEM_HANDLE_TYPE_POSIX_FILE_DESCRIPTOR),
               CUDA_ERROR_INVALID_VALUE);
}

static uint64_t contexts(const pid_t *children, int count) {
  uint64_t bytes = 0;
  for (int i = 0; i < count; i++)
    bytes += children[i] == 0 ? 0 : process_of(children[i])->clients[0].used_bytes;
  return bytes;
}

// One after the other is killed: the bytes are always one living process's, until there is none.
static void last_of_many(pid_t *children, const int *channels) {
  static const int order[MANY] = {3, 0, 5, 1, 4, 2};
  int file;
  CUmemGenericAllocationHandle handle = exported(&file);
  for (int i = 0; i < MANY; i++) {
    uint32_t word;
    tell(channels[i], "g", 1);
    send_file(channels[i], file);
    hear(channels[i], &word, sizeof word);
  }
  close(file);
  MUST(cuMemRelease(handle));
  bool exact = used() == empty + BYTES + contexts(children, MANY);
  for (int i = 0; i < MANY - 1; i++) {
    end(children[order[i]], SIGKILL);
    children[order[i]] = 0;
    uint64_t owned = 0;
    exact = exact && comes_to(empty + BYTES + contexts(children, MANY));
    for (int other = 0; other < MANY; other++)
      owned += children[other] == 0 ? 0 : shared_of(children[other]);
    exact = exact && owned == BYTES;
  }
  CHECK("of many holders one has the bytes, whoever is killed", exact, "it is not so: %lu", (unsigned long)used());
  end(children[order[MANY - 1]], SIGKILL);
  CHECK("the last is killed: gone", comes_to(empty), "%lu", (unsigned long)used());
}

// The pool's owner allocates; the other end of the channel imports the pool, then the pointer.
static void pool_reader(int channel) {
  char go;
  open_device();
  CUmemoryPool pool;
  CUmemPoolPtrExportData data;
  CUdeviceptr address;
  int file = receive_file(channel);
  MUST(cuMemPoolImportFromShareableHandle(&pool, (void *)(uintptr_t)file, CU_MEM_HANDLE_TYPE_POSIX_FILE_DESCRIPTOR, 0));
  hear(channel, &data, sizeof data);
  uint64_t before = used();
  MUST(cuMemPoolImportPointer(&address, pool, &data));
  uint32_t answer[2] = {word_at(address + 12), used() == before};
  put_word(address + 16, 0xd00d);
  tell(channel, answer, sizeof answer);
  hear(channel, &go, 1);
  MUST(cuMemFreeAsync(address, NULL));
  MUST(cuCtxSynchronize());
  tell(channel, &go, 1);
  hear(channel, &go, 1);
}

static void pools(pid_t child, int channel) {
  CUmemPoolProps properties = {.allocType = CU_MEM_ALLOCATION_TYPE_PINNED,
                               .handleTypes = CU_MEM_HANDLE_TYPE_POSIX_FILE_DESCRIPTOR,
                               .location = {.type = CU_MEM_LOCATION_TYPE_DEVICE}};
  CUmemoryPool pool;
  CUmemPoolPtrExportData data;
  CUdeviceptr first, address;
  int file;
  MUST(cuMemPoolCreate(&pool, &properties));
  MUST(cuMemAllocFromPoolAsync(&first, 1000, pool, NULL));
  MUST(cuMemAllocFromPoolAsync(&address, 3 * MIB, pool, NULL));
  put_word(address + 12, 0xaffe);
  MUST(cuCtxSynchronize());
  MUST(cuMemPoolExportToShareableHandle(&file, pool, CU_MEM_HANDLE_TYPE_POSIX_FILE_DESCRIPTOR, 0));
  MUST(cuMemPoolExportPointer(&data, address));
  send_file(channel, file);
  close(file);
  tell(channel, &data, sizeof data);
  uint32_t answer[2];
  hear(channel, answer, sizeof answer);
  CHECK_NUMBER("the importer reads the pool's memory", answer[0], 0xaffe);
  CHECK("which takes nothing more", answer[1], "it does");
  CHECK_NUMBER("and writes it", word_at(address + 16), 0xd00d);
  MUST(cuMemFreeAsync(first, NULL));
  MUST(cuMemFreeAsync(address, NULL));
  MUST(cuCtxSynchronize());
  MUST(cuMemPoolDestroy(pool));
  uint64_t context = process_of(child)->clients[0].used_bytes;
  CHECK_NUMBER("the importer still holds the pool's piece", used(), empty + context + 32 * MIB);
  CHECK_NUMBER("as its own", shared_of(child), 32 * MIB);
  char go = 'g';
  tell(channel, &go, 1);
  hear(channel, &go, 1);
  CHECK_NUMBER("and gives it back", used(), empty + context);
  end(child, SIGKILL);
  CHECK("nothing is left", comes_to(empty), "%lu", (unsigned long)used());
}

// Until told, a child has nothing on the device: what is used is ours alone.
static void when_told(int channel, void (*run)(int)) {
  char go;
  hear(channel, &go, 1);
  run(channel);
}

static void late_reader(int channel) {
  when_told(channel, reader);
}

static void late_giver(int channel) {
  when_told(channel, giver);
}

static void late_pool_reader(int channel) {
  when_told(channel, pool_reader);
}

int main(void) {
  signal(SIGPIPE, SIG_IGN);
  int channels[3];
  pid_t children[3] = {start(late_reader, &channels[0]), start(late_giver, &channels[1]), start(late_pool_reader, &channels[2])};
  pid_t many[MANY];
  int to_many[MANY];
  for (int i = 0; i < MANY; i++)
    many[i] = start(late_reader, &to_many[i]);
  open_device();
  empty = used();
  tell(channels[0], "g", 1);
  creator_goes_first(children[0], channels[0]);
  tell(channels[1], "g", 1);
  creator_is_killed(children[1], channels[1]);
  tell(channels[2], "g", 1);
  pools(children[2], channels[2]);
  last_of_many(many, to_many);
  int file;
  MUST(cuMemRelease(exported(&file)));
  nobody_holds(file);
  CHECK_NUMBER("everything was given back", used(), empty);
  return CHECKS_END();
}
