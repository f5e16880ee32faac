#pragma once

#include <QObject>

namespace bedside {

//! Tells on the event loop that this program is asked to end: SIGTERM, SIGINT or SIGHUP (a console event on
//! Windows), or, with watchInput(), its standard input was closed. One per process.
class EndSignal : public QObject
{
    Q_OBJECT

public:
    explicit EndSignal(QObject *parent = nullptr);
    ~EndSignal() override;

    //! For programs started by another one over a pipe. An input that is a file or nothing (/dev/null) is no
    //! lifeline and is not watched.
    void watchInput();

signals:
    void requested();

private:
    int m_readEnd = -1;
};

} // namespace bedside
