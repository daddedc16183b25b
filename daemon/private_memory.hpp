// The daemon's memory holds tokens, names and phones: nobody gets to see it, not even when it dies.
#pragma once

namespace rosterd {

/// No core dump, whatever the limits and the kernel's core_pattern are, and no other process of the
/// daemon's user may look into it (prctl(2), PR_SET_DUMPABLE). For the life of the process. Call
/// before anything secret is read. What the kernel refuses stays as it was.
void keep_memory_private();

}  // namespace rosterd
