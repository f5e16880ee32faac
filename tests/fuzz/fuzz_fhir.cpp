#include "tests/fhir/mutation.h"

#include <cstdint>
#include <cstdio>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const auto document = bedside::parseJson(QByteArrayView(data, qsizetype(size)));
    if (!document)
        return 0;
    if (const QString broken = bedside::brokenPromise(*document); !broken.isEmpty()) {
        std::fprintf(stderr, "%s\n", qPrintable(broken));
        std::abort();
    }
    return 0;
}
