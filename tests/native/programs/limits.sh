# shellcheck shell=bash
# Read by run: the same programs inside shares, with libvgpu loaded before them. What they hold is read from the devices' ledger.

granted=3000

start_shares() {
  export SIMGPU_STATE=$work/shares CUDA_DEVICE_ORDER=PCI_BUS_ID
  "$build/simgpu" create --models A100-40GB > "$work/create.log" 2>&1 || die "simgpu create: $(cat "$work/create.log")"
}

# variables NAME MIB CORES: what makes a process one of a share; the processes of a share have it together.
variables() {
  in_share=("SIMGPU_CONTAINER=$1" "CUDA_DEVICE_MEMORY_LIMIT_0=$2m" "CUDA_DEVICE_SM_LIMIT_0=$3"
    "CUDA_DEVICE_MEMORY_SHARED_CACHE=$work/$1.cache")
}

# share NAME MIB CORES FUNCTION...: whatever programs the function runs.
share() (
  variables "$@"
  export "${in_share[@]}" PROGRAM_PRELOAD="$library"
  "${@:4}"
)

with_library() { env LD_PRELOAD="$library" "$@"; }

# The bytes that a share holds, as the ledger has it.
held_by() {
  "$build/simgpu-ledger" --json | python3 -c '
import json, sys
print(sum(c["used_bytes"] for c in json.load(sys.stdin)["containers"] if c["container"] == sys.argv[1]))' "$1"
}

# What a share had of the device until now, and now, both in nanoseconds.
time_of() {
  "$build/simgpu-ledger" --json | python3 -c '
import json, sys
said = json.load(sys.stdin)
print(sum(c["device_ns"] for c in said["containers"] if c["container"] == sys.argv[1]), said["now_ns"])' "$1"
}

# pid_in NAME: the process of a share.
pid_in() {
  "$build/simgpu-ledger" --json | python3 -c '
import json, sys
print(*(p["host_pid"] for p in json.load(sys.stdin)["processes"] if p["container"] == sys.argv[1]))' "$1"
}

# code_of PID: the bytes that the driver took for its modules.
code_of() {
  "$build/simgpu-ledger" --json | python3 -c '
import json, sys
print(sum(p["module_bytes"] for p in json.load(sys.stdin)["processes"] if p["host_pid"] == int(sys.argv[1])))' "$1"
}

# peak_of NAME COMMAND...: the command's exit status; the most bytes that the share held while it ran go to `peak`.
peak_of() {
  local name=$1 command status=0 now
  shift
  peak=0
  "$@" &
  command=$!
  while kill -0 "$command" 2> /dev/null; do
    now=$(held_by "$name")
    ((now <= peak)) || peak=$now
  done
  wait "$command" || status=$?
  return "$status"
}

# between LOW MIB HIGH: whether so many bytes are that many MiB.
between() { (($2 >= $1 << 20 && $2 <= $3 << 20)) || { echo "$(($2 >> 20)) MiB, not $1 to $3"; return 1; }; }

### ffmpeg

stays_within() {
  peak_of fits share fits $granted 0 upload_many 4 || return
  # A hundred frames of 13 MB, and the context.
  between 1500 "$peak" $granted
}

fails_past() {
  peak_of past fails_with 'cu->cuMemAlloc(&data, size) failed -> CUDA_ERROR_OUT_OF_MEMORY: out of memory' \
    share past $granted 0 upload_many 14 || return
  # One frame more would not have fitted.
  between $((granted - 16)) "$peak" $granted
}

survives_inside() { share frames $granted 0 survive "$@"; }

check_ffmpeg_shares() {
  check 'ffmpeg holds more than its share where nothing limits it' upload_many 14
  check "ffmpeg stays within its share" stays_within
  check "ffmpeg past its share says itself that memory ran out, and all of the share was used" fails_past
  local format
  for format in nv12 p010le; do
    check "ffmpeg in a share: frames in $format survive upload and download" survives_inside "$format" 1920x1080
  done
  check 'ffmpeg without a grant is refused' \
    fails_with 'CUDA_ERROR_OUT_OF_MEMORY' env PROGRAM_PRELOAD="$library" "$here/program" ffmpeg -hide_banner -nostdin \
    -loglevel error -init_hw_device cuda=gpu:0 -f lavfi -i "$(source_of 64x64 0.2)" -f null -
}

### readers of NVML

# As nvtop writes it: of the share's bytes in the ledger.
gib() { awk -v bytes="$1" 'BEGIN { printf "%.3f", bytes / 2 ^ 30 }'; }

# The share's processes, each with the pid and MiB that the ledger has.
check_readers() {
  local ours stranger used
  variables reader $granted 0
  hold 0 1000 env "${in_share[@]}" LD_PRELOAD="$library"
  ours=$child
  # Of another share, on the same device.
  stranger_input=$work/stranger.stdin
  mkfifo "$stranger_input"
  env SIMGPU_CONTAINER=stranger LD_LIBRARY_PATH="$build" "$work/holder" 0 5000 < "$stranger_input" > "$work/stranger.log" 2>&1 &
  launched
  stranger=$child
  exec 9> "$stranger_input"
  eventually grep -q holding "$work/stranger.log" || give_up "a second holder of memory says: $(cat "$work/stranger.log")"
  used=$(held_by reader)

  open_screen env "${in_share[@]}" "PROGRAM_PRELOAD=$library" "$here/program" nvtop -C -d 2
  check 'nvtop in a share of 3000 MiB sees 3000, and what is used as the ledger says' \
    shows "MEM\[\|* +$(gib "$used" | cut -c1-4)[0-9]*Gi/2\.930Gi\]"
  check "nvtop in a share shows the share's process" shows "$(process_line "$ours" 0 '(N/A|[0-9]+%)' "$(held "$ours")").*holder 0 1000"
  check "nvtop in a share shows nobody else's" lacks "^ *$stranger "
  keep nvtop-in-a-share
  close_screen

  open_screen env "${in_share[@]}" "PROGRAM_PRELOAD=$library" "$here/program" nvtop-old -C -d 2
  check 'nvtop 3.0 in a share sees the same' shows "MEM\[\|* +$(gib "$used" | cut -c1-4)[0-9]*Gi/2\.930Gi\]"
  check "nvtop 3.0 in a share shows the share's process" shows "$(process_line "$ours" 0 '(N/A|[0-9]+%)' "$(held "$ours")").*holder 0 1000"
  close_screen

  mkdir -p "$work/config/btop"
  printf '%s\n' 'shown_boxes = "gpu0 proc"' 'update_ms = 500' > "$work/config/btop/btop.conf"
  open_screen env "${in_share[@]}" "PROGRAM_PRELOAD=$library" "$here/program" btop --utf-force
  check 'btop in a share of 3000 MiB sees 3000' shows 'Total: +2\.9[0-9]* GiB'
  check 'btop in a share sees what is used as the ledger says' shows "Used:─+$(gib "$used" | cut -c1-3)[0-9]* GiB"
  keep btop-in-a-share
  close_screen

  open_screen env "PROGRAM_PRELOAD=$library" "$here/program" nvtop -C -d 2
  check 'nvtop without a grant runs, and shows no memory and no process' shows_nothing "$ours" "$stranger"
  keep nvtop-without-a-grant
  close_screen
  exec 9>&-
  wait "$stranger"
  release
}

shows_nothing() {
  shows '^ Device 0 \[' && shows 'MEM\[ *N/A\]' && lacks "^ *($1|$2) " || { text_of_screen; return 1; }
}

### programs that have nothing to do with GPUs

# What a program writes and its exit status, without the library and with it.
same_with_library() {
  local status=0
  (cd "$work/plain" && "$@" < lines) > "$work/without" 2>&1 || status=$?
  echo "exit status $status" >> "$work/without"
  status=0
  (cd "$work/plain" && with_library "$@" < lines) > "$work/with" 2>&1 || status=$?
  echo "exit status $status" >> "$work/with"
  diff "$work/without" "$work/with"
}

# shellcheck disable=SC2016 # for other shells
check_plain() {
  mkdir "$work/plain"
  printf 'one\ntwo\nthree\n' > "$work/plain/lines"
  local name programs=(
    'bash|-c|for i in 1 2 3; do echo $((i * i)) $(sort -r lines | head -n 1); done; exec 3< lines; cat <&3; (exit 3)'
    'python3|-c|import ctypes, hashlib, json, os, ssl, subprocess, sys, threading; print(sys.version, ssl.OPENSSL_VERSION, json.dumps(sorted(os.listdir()))); t = threading.Thread(target=print, args=(subprocess.run(["cat", "lines"], capture_output=True).stdout,)); t.start(); t.join(); print(hashlib.sha256(open("lines", "rb").read()).hexdigest(), ctypes.CDLL(None).strlen(b"abc"), os.fork() and os.wait()[1])'
    'git|hash-object|lines'
    "git|-C|$root|log|-3|--stat"
    'curl|--silent|--show-error|file:///etc/hostname'
    'curl|--silent|http://127.0.0.1:1/'
    'perl|-e|print sort <STDIN>, fork ? wait > 0 : exit 4, "\n"'
    'tar|-cf|-|--mtime=@0|lines'
    'awk|{ print NR, $0 }|lines'
    'ls|-l|/usr/lib/ld-linux-x86-64.so.2|nowhere'
    'sh|-c|read line; echo "$line"; exec ls'
  )
  local line words
  for line in "${programs[@]}"; do
    IFS='|' read -r -a words <<< "$line"
    name="${words[0]} ${words[1]}"
    if command -v "${words[0]}" > /dev/null; then
      check "$name says the same with the library" same_with_library "${words[@]}"
    else
      skip "$name" 'is not installed'
    fi
  done
  check 'none of them left a file' test "$(ls "$work/plain")" = lines
}

### the examples and the benchmark

# As the example's own words and the ledger have it: COMMAND runs it in a share of which the ledger has the name CONTAINER.
# It fills the share while the ledger is read, and gets the part of the device's time that it says.
share_of_example() {
  local container=$1 runs pid held before after
  shift
  : > "$work/example.log"
  "$@" > "$work/example.log" 2>&1 &
  launched
  runs=$child
  eventually grep -q '^Took' "$work/example.log" || { cat "$work/example.log"; return 1; }
  sleep 1
  [ ! -s "$work/example.state" ] || SIMGPU_STATE=$(cat "$work/example.state")
  before=$(time_of "$container")
  pid=$(pid_in "$container")
  # What the driver takes for code by itself is counted when it is found, within a second: it may lie above the limit.
  held=$(("$(held_by "$container")" - "$(code_of "$pid")"))
  sleep 6
  after=$(time_of "$container")
  kill -0 "$runs" 2> /dev/null || { echo 'the example ended before the ledger was read'; return 1; }
  wait "$runs" || { cat "$work/example.log"; return 1; }
  cat "$work/example.log"
  grep -q "^The driver says: $granted MiB of memory" "$work/example.log" || return
  # A piece of 2 MiB more would not have fitted beside that of a module.
  between $((granted - 4)) "$held" $granted || return
  awk -v before="$before" -v after="$after" '
    /^Worked/ { said = $(NF - 5) }
    END {
      split(before, from)
      split(after, to)
      share = (to[1] - from[1]) / (to[2] - from[2]) * 100
      printf "%.2f %% by the ledger, %s %% by the program\n", share, said
      exit !(share > 28 && share < 32 && said - share < 2 && share - said < 2)
    }' "$work/example.log"
}

by_hand() {
  variables example $granted 30
  rm -f "$work/example.state"
  share_of_example example env "${in_share[@]}" LD_LIBRARY_PATH="$build" LD_PRELOAD="$library" "$work/share" 20
}

by_hami_run() (
  # It makes a simulated node of its own, and says to the program where.
  # shellcheck disable=SC2016 # for the other shell
  share_of_example hami-run "$root/hami" run --simulate 1xA100-40GB --gpumem $granted --gpucores 30 --state "$work/hami" -- \
    env SIMGPU_CONTAINER=hami-run sh -c 'echo "$SIMGPU_STATE" > "$1"; exec "$2" 20' sh "$work/example.state" "$work/share"
)

measures_simulated() {
  "$root/bench/gpu/run" --simulated --seconds 1 > "$captures/bench-gpu.md" || { cat "$captures/bench-gpu.md"; return 1; }
  # Outside, NVML never says more than the limit; without the library it does.
  awk -F' *\\| *' '
    /^\| (1500|3000|6000) / { rows++; if ($7 + 0 > $2 + 0 || $7 + 0 < $2 - 2 || $3 + 0 != $2 + 0) bad = $0 }
    /^\| no library \| 40536/ { whole++ }
    END { if (rows != 3 || whole != 1 || bad != "") { print "not within the limit: " bad; exit 1 } }' "$captures/bench-gpu.md"
}

says_no_gpu() {
  local output status=0
  output=$("$root/bench/gpu/run" 2>&1) || status=$?
  [ "$status" = 3 ] && [[ $output == 'bench/gpu/run: no NVIDIA GPU works here: '* ]] && [ "$(wc -l <<< "$output")" = 1 ] ||
    { printf 'exit status %s: %s\n' "$status" "$output"; return 1; }
}

check_examples() {
  cc -std=gnu11 -O2 -Wall -Wextra -Werror -o "$work/share" "$root/examples/local/share.c" -ldl
  check 'examples/local: fills its share to the last piece and works at 30 %' by_hand
  if [ -x "$root/hami" ] && command -v dotnet > /dev/null; then
    "$root/hami" version > "$work/hami.log" 2>&1 || true  # builds it
    check 'examples/local under hami run --simulate: the same' by_hami_run
  else
    skip 'examples/local under hami run' 'the .NET SDK is missing'
  fi
  check 'bench/gpu on simulated devices: limits hold, as NVML says outside' measures_simulated
  if [ -e /dev/nvidiactl ]; then
    skip 'bench/gpu without a GPU' 'there is one'
  else
    check 'bench/gpu without a GPU says so in one line' says_no_gpu
  fi
}

check_shares() {
  library=$build/vgpu/libvgpu.so
  start_shares
  check_plain
  check_ffmpeg_shares
  check_readers
  check_examples
}
