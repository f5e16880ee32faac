# How every target of Bedside is made: one function for libraries, one for programs, one for tests.

add_library(bedside_build INTERFACE)
target_include_directories(bedside_build INTERFACE ${CMAKE_SOURCE_DIR} ${CMAKE_BINARY_DIR}/generated)
target_compile_definitions(bedside_build INTERFACE
    QT_NO_CAST_FROM_ASCII QT_NO_CAST_TO_ASCII QT_NO_URL_CAST_FROM_STRING QT_NO_FOREACH
    QT_STRICT_ITERATORS QT_NO_CONTEXTLESS_CONNECT JSON_USE_IMPLICIT_CONVERSIONS=0
    BEDSIDE_VERSION="${PROJECT_VERSION}")
if(MSVC)
    target_compile_options(bedside_build INTERFACE /W4 /permissive- /utf-8)
else()
    target_compile_options(bedside_build INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion
        -Wsign-conversion -Wold-style-cast -Woverloaded-virtual -Wnon-virtual-dtor)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
    # GCC 12 takes the inactive member of an inlined std::variant for one that is read (GCC bug 105562 and kin).
    target_compile_options(bedside_build INTERFACE -Wno-maybe-uninitialized)
endif()
if(BEDSIDE_WERROR)
    target_compile_options(bedside_build INTERFACE $<IF:$<CXX_COMPILER_ID:MSVC>,/WX,-Werror>)
endif()
if(BEDSIDE_SANITIZE)
    target_compile_options(bedside_build INTERFACE -fsanitize=${BEDSIDE_SANITIZE} -fno-omit-frame-pointer)
    target_link_options(bedside_build INTERFACE -fsanitize=${BEDSIDE_SANITIZE})
endif()
find_program(MOLD mold)
if(MOLD AND CMAKE_CXX_COMPILER_ID MATCHES "GNU|Clang")
    target_link_options(bedside_build INTERFACE -fuse-ld=mold)
endif()

# add_module(NAME SOURCES … PUBLIC … PRIVATE …): a static library Bedside::NAME.
function(add_module name)
    cmake_parse_arguments(ARG "" "" "SOURCES;PUBLIC;PRIVATE" ${ARGN})
    add_library(${name} STATIC ${ARG_SOURCES})
    add_library(Bedside::${name} ALIAS ${name})
    target_link_libraries(${name} PUBLIC ${ARG_PUBLIC} PRIVATE ${ARG_PRIVATE} bedside_build)
endfunction()

# add_program(NAME SOURCES … LINKS …): an executable; name it as a person types it.
function(add_program name)
    cmake_parse_arguments(ARG "" "" "SOURCES;LINKS" ${ARGN})
    add_executable(${name} ${ARG_SOURCES})
    target_link_libraries(${name} PRIVATE ${ARG_LINKS} bedside_build)
endfunction()

# add_bedside_test(NAME LABEL SOURCES … LINKS …): a Qt Test executable registered with CTest.
# Labels: unit postgres gui room fault lint smoke.
function(add_bedside_test name label)
    cmake_parse_arguments(ARG "" "TIMEOUT" "SOURCES;LINKS" ${ARGN})
    add_executable(${name} ${ARG_SOURCES})
    target_link_libraries(${name} PRIVATE ${ARG_LINKS} Qt6::Test bedside_build)
    set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests/bin)
    add_test(NAME ${name} COMMAND ${name})
    if(NOT ARG_TIMEOUT)
        set(ARG_TIMEOUT 120)
    endif()
    # Tests of the room and of speed want the machine to themselves.
    if(label MATCHES "room|bench")
        set_tests_properties(${name} PROPERTIES RUN_SERIAL TRUE)
    endif()
    set_tests_properties(${name} PROPERTIES LABELS ${label} TIMEOUT ${ARG_TIMEOUT}
        SKIP_REGULAR_EXPRESSION "SKIP   : "
        ENVIRONMENT "QT_QPA_PLATFORM=offscreen;BEDSIDE_BIN=${CMAKE_BINARY_DIR}/bin;BEDSIDE_SOURCE=${CMAKE_SOURCE_DIR}")
endfunction()
