#pragma once

#include <QUrl>
#include <QWidget>

namespace bedside {

class HardenedPage;
class RoomView;

//! A guest's page of the sample clinic in a hardened window: the sample patient. It sends a test picture, so
//! it gets no camera and no microphone.
class GuestWindow : public QWidget
{
    Q_OBJECT

public:
    //! `page` must pass RoomOrigins::forGuestPage().
    explicit GuestWindow(const QUrl &page, QWidget *parent = nullptr);
    ~GuestWindow() override;

    //! The guest page with values for its form; it enters by itself when `name` is not empty.
    static QUrl withName(QUrl page, const QString &name);

private:
    HardenedPage *m_page;
    RoomView *m_view;
};

} // namespace bedside
