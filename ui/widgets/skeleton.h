#pragma once

#include <QWidget>

namespace bedside {

//! Grey rows in the shape of the list that is being loaded. Does not move.
class Skeleton : public QWidget
{
    Q_OBJECT

public:
    explicit Skeleton(QWidget *parent = nullptr);

protected:
    void paintEvent(QPaintEvent *event) override;
};

} // namespace bedside
