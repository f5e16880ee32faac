#include "ui/room/roomview.h"

#include "ui/room/hardenedpage.h"

#include <QDragEnterEvent>

namespace bedside {

namespace {

constexpr int kMostDeaths = 3;
constexpr qint64 kWindowMs = 5 * 60 * 1000;

} // namespace

RoomView::RoomView(HardenedPage *page, QWidget *parent)
    : QWebEngineView(parent)
    , m_page(page)
{
    m_clock.start();
    setPage(page);
    setContextMenuPolicy(Qt::NoContextMenu);
    setAcceptDrops(false);
    connect(page, &QWebEnginePage::renderProcessTerminated, this,
            [this](QWebEnginePage::RenderProcessTerminationStatus status) { renderProcessEnded(status); });
}

void RoomView::renderProcessEnded(int status)
{
    if (status == QWebEnginePage::NormalTerminationStatus)
        return;
    while (!m_deaths.isEmpty() && m_clock.elapsed() - m_deaths.first() > kWindowMs)
        m_deaths.removeFirst();
    m_deaths.append(m_clock.elapsed());
    if (m_deaths.size() > kMostDeaths) {
        emit givenUp();
        return;
    }
    m_page->loadHome();
    emit recovered();
}

void RoomView::dragEnterEvent(QDragEnterEvent *event)
{
    event->ignore();
}

void RoomView::dropEvent(QDropEvent *event)
{
    event->ignore();
}

} // namespace bedside
