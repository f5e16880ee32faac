#pragma once

#include <QByteArrayList>
#include <QString>

namespace bedside::web {

//! Takes out of the environment everything that could weaken Chromium or Qt in this process (debug ports,
//! switched-off sandbox, foreign plugins, key logs). First thing in main(), before any Qt object.
void scrubEnvironment();

//! Names of the variables scrubEnvironment() would take out of `environment` ("NAME=value" items).
QByteArrayList unsafeVariables(const QByteArrayList &environment);

//! Makes this process unreadable for other processes of the same user and keeps it out of core dumps, where
//! the system can do that: it holds a join token and a camera.
void protectProcess();

//! A sentence why the window must not run under this account; empty when it may.
QString refusal();

//! Our own Chromium switches, before the first web view. On loopback the addresses are 127.0.0.1 anyway, so
//! nothing is hidden behind names announced by multicast there. On a system that withholds user namespaces
//! (ADR 0010) a loopback room may run without the sandbox.
void setChromiumSwitches(bool loopback);

//! True when Chromium of this process runs without its sandbox: it may then open loopback rooms only.
bool isUnsandboxed();

} // namespace bedside::web
