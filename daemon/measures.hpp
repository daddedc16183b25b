// How long things took since the start: what no state of the daemon tells afterwards.
#pragma once

#include <prometheus/histogram.h>

namespace rosterd {

/// In seconds. Written on the loop thread, read by anybody (the histograms are thread-safe).
struct Measures {
    /// One complete or failed read of one school.
    prometheus::Histogram journal_read{
        prometheus::Histogram::BucketBoundaries{0.01, 0.05, 0.1, 0.5, 1, 5, 15, 60}};
    /// One pass over one school, from the read to the stock-taking.
    prometheus::Histogram pass{
        prometheus::Histogram::BucketBoundaries{0.01, 0.1, 0.5, 1, 5, 15, 60, 300, 900, 3'600}};
    /// From the time a conference should begin at to the platform's word that it did. Whole
    /// seconds: that is what the timetable knows.
    prometheus::Histogram conference_delay{
        prometheus::Histogram::BucketBoundaries{0, 1, 2, 5, 10, 30, 60, 300, 900}};
};

}  // namespace rosterd
