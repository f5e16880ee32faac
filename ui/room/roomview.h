#pragma once

#include <QElapsedTimer>
#include <QList>
#include <QWebEngineView>

namespace bedside {

class HardenedPage;

//! Shows one hardened page: no menu, no dropping in, and a count of how often its renderer died.
class RoomView : public QWebEngineView
{
    Q_OBJECT

public:
    //! `page` is owned by its profile's owner and outlives the view's use of it.
    explicit RoomView(HardenedPage *page, QWidget *parent = nullptr);

signals:
    //! The renderer died and the page was loaded again.
    void recovered();
    //! It died for the fourth time in five minutes; the page stays gone.
    void givenUp();

protected:
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;

private:
    void renderProcessEnded(int status);

    HardenedPage *m_page;
    QElapsedTimer m_clock;
    QList<qint64> m_deaths;
};

} // namespace bedside
