# compare.awk EXPECTED PRINTED: whether PRINTED is as EXPECTED, where a line "..." stands for any
# number of lines. Says the first line that is missed and ends with status 1.
{ sub(/[ \t]+$/, "") }
FNR == NR { expected[++wanted] = $0; next }
{ printed[++count] = $0 }
END {
    at = 1
    for (i = 1; i <= wanted; i++) {
        if (expected[i] == "...") { any = 1; continue }
        while (any && at <= count && printed[at] != expected[i]) at++
        if (at > count || printed[at] != expected[i]) {
            print "it does not print: " expected[i]
            exit 1
        }
        at++
        any = 0
    }
    if (!any && at <= count) { print "it also prints: " printed[at]; exit 1 }
}
