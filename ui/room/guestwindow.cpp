#include "ui/room/guestwindow.h"

#include "ui/room/hardenedpage.h"
#include "ui/room/requestguard.h"
#include "ui/room/roomview.h"
#include "ui/room/webenvironment.h"
#include "ui/room/webprofile.h"

#include <QUrlQuery>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace bedside {

GuestWindow::GuestWindow(const QUrl &page, QWidget *parent)
    : QWidget(parent)
{
    setWindowTitle(tr("Sample patient"));
    resize(720, 560);
    web::setChromiumSwitches(true);
    auto *guard = new RequestGuard(this);
    if (const auto origins = RoomOrigins::forGuestPage(page))
        guard->setOrigins(*origins);
    m_page = new HardenedPage(makeRoomProfile(guard, this), page, [] { return false; });
    m_view = new RoomView(m_page, this);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_view);
    m_page->loadHome();
}

GuestWindow::~GuestWindow()
{
    delete m_view;
    delete m_page;
}

QUrl GuestWindow::withName(QUrl page, const QString &name)
{
    if (name.isEmpty())
        return page;
    QUrlQuery query(page);
    query.addQueryItem(u"name"_s, QString::fromLatin1(QUrl::toPercentEncoding(name)));
    query.addQueryItem(u"auto"_s, u"1"_s);
    query.addQueryItem(u"media"_s, u"test"_s);
    page.setQuery(query);
    return page;
}

} // namespace bedside
